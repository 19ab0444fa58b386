// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/parse/trace_parse.c with text from Linux 6.12 */
#include "parse/trace_parse.h"
#include "unit.h"

#define CRYPT "cb3e5ba0-adf1-11e0-998b-0002a5d5c51b"

/* @text has to be just one event. */
static struct trace_event parse(const char *text)
{
	struct trace_event event;
	size_t used;

	assert_true(trace_parse(text, strlen(text), &event, &used));
	assert_int_equal(used, strlen(text));
	return event;
}

static void invoke(void **state)
{
	struct trace_event event;

	(void)state;
	event = parse("           xtest-156     [000] .....     4.649452: tee_invoke_begin: tee0 "
		      "ctx=000000002aaa0d4a session=1 func=0xb num_params=4 ta=" CRYPT "\n");
	assert_int_equal(event.kind, TRACE_INVOKE_BEGIN);
	assert_string_equal(event.task, "xtest");
	assert_int_equal(event.pid, 156);
	assert_int_equal(event.time_us, 4649452);
	assert_string_equal(event.device, "tee0");
	assert_string_equal(event.ta, CRYPT);
	assert_int_equal(event.ctx, 0x2aaa0d4a);
	assert_int_equal(event.session, 1);
	assert_int_equal(event.func, 11);
	assert_int_equal(event.num_params, 4);

	event = parse("           xtest-156     [001] d..1.  1234.000001: tee_invoke_end: tee1 "
		      "ctx=0000000000000001 session=2 func=0x2 ret=0xffff0006 origin=4 rc=-12 ta="
		      CRYPT " latency_ns=7631664\n");
	assert_int_equal(event.kind, TRACE_INVOKE_END);
	assert_int_equal(event.time_us, 1234000001);
	assert_int_equal(event.ret, 0xffff0006);
	assert_int_equal(event.origin, 4);
	assert_int_equal(event.rc, -12);
	assert_int_equal(event.latency_ns, 7631664);
}

static void others(void **state)
{
	struct trace_event event;

	(void)state;
	event = parse("  tee-supplicant-158     [000] .N...     5.088719: tee_supp_request: "
		      "teepriv0 request=4 "
		      "func=2 command=0 answered ret=0xffff0008 served_ns=15216\n");
	assert_int_equal(event.kind, TRACE_REQUEST);
	assert_string_equal(event.task, "tee-supplicant");
	assert_string_equal(event.device, "teepriv0");
	assert_string_equal(event.step, "answered");
	assert_int_equal(event.id, 4);
	assert_int_equal(event.ret, 0xffff0008);

	event = parse("           xtest-156     [000] .....     4.639510: tee_open_session: "
		      "tee0 ctx=1 ta=" CRYPT " login=0x80000000 session=9 ret=0x0 origin=4 rc=0 "
		      "latency_ns=1612144\n");
	assert_int_equal(event.kind, TRACE_OPEN_SESSION);
	assert_int_equal(event.login, 0x80000000);
	assert_int_equal(event.session, 9);

	event = parse("           xtest-156     [000] .....     4.639510: tee_shm_new: registered "
		      "ctx=0000000031f49b6d id=-1 size=4096 cookie=0x0\n");
	assert_int_equal(event.kind, TRACE_SHM_NEW);
	assert_string_equal(event.device, "registered");
	assert_int_equal(event.id, -1);
	assert_int_equal(event.size, 4096);

	event = parse("           xtest-156     [000] .....     4.639510: tee_conduit_call: smc "
		      "function=0x32000013 status=0xffff0004\n");
	assert_int_equal(event.kind, TRACE_CONDUIT);
	assert_int_equal(event.func, 0x32000013);
	assert_int_equal(event.ret, 0xffff0004);

	event = parse("           xtest-156     [000] .....     4.639510: sched_switch: a ==> b\n");
	assert_int_equal(event.kind, TRACE_OTHER);
}

static void lost(void **state)
{
	struct trace_event event = parse("CPU:1 [LOST 4711 EVENTS]\n");
	static const char cut[] = "CPU:1 [LOST 9-77 and no more\n";
	size_t used;

	(void)state;
	assert_int_equal(event.kind, TRACE_LOST);
	assert_int_equal(event.lost, 4711);
	assert_false(trace_parse(cut, strlen(cut), &event, &used));
}

/*
 * Task names are under the program's control. Don't fall for one that looks like an
 * event or that contains a newline.
 */
static void task_names(void **state)
{
	struct trace_event event;

	(void)state;
	event = parse("   a b-1 [000] :-156     [000] .....     4.000001: tee_open: tee0 ctx=1\n");
	assert_int_equal(event.kind, TRACE_OPEN);
	assert_int_equal(event.pid, 156);
	assert_string_equal(event.task, "a b-1 [000] :");

	event = parse("\nx\nCPU:1 [LOST 9-77      [000] .....     4.000001: "
		      "tee_open: tee0 ctx=1\n");
	assert_int_equal(event.kind, TRACE_OPEN);
	assert_int_equal(event.pid, 77);
	assert_null(strchr(event.task, '\n'));

	event = parse("          \033[2J\001\377-78      [000] .....     4.000001: "
		      "tee_open: tee0 ctx=1\n");
	assert_string_equal(event.task, "\\x1b[2J\\x01\\xff");
}

static void pieces(void **state)
{
	static const char line[] =
		"           xtest-156     [000] .....     4.639510: tee_open: tee0 ctx=1\n";
	char text[2 * sizeof(line)];
	struct trace_event event;
	size_t used, size;

	(void)state;
	snprintf(text, sizeof(text), "%s%s", line, line);
	/* Incomplete lines have to wait for the rest. */
	for (size = 0; size < sizeof(line) - 1; size++) {
		assert_false(trace_parse(text, size, &event, &used));
		assert_int_equal(used, 0);
	}
	assert_true(trace_parse(text, strlen(text), &event, &used));
	assert_int_equal(used, sizeof(line) - 1);
	assert_true(trace_parse(text + used, strlen(text) - used, &event, &used));
	assert_int_equal(used, sizeof(line) - 1);
}

static void nonsense(void **state)
{
	static const char *const texts[] = {
		"# tracer: nop\n#\n#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n",
		"\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
		"           xtest-156     [000] .....\n",
		"           xtest-156     [000] ..... x.y: tee_open: tee0\n",
		"           xtest-156     [000] ..... 99999999999999999999.9: tee_open: tee0\n",
		"           xtest-156     [000] ..... 1.000001 tee_open tee0\n",
		"           xtest-156     []\n",
	};
	struct trace_event event;
	size_t used, n;

	(void)state;
	for (n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
		if (trace_parse(texts[n], strlen(texts[n]), &event, &used))
			fail_msg("an event in '%s'", texts[n]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invoke),
		cmocka_unit_test(others),
		cmocka_unit_test(lost),
		cmocka_unit_test(task_names),
		cmocka_unit_test(pieces),
		cmocka_unit_test(nonsense),
	};

	return RUN(tests);
}
