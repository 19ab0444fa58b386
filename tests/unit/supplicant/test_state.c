// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the state that outlives a worker: request records, and whether
 * leftovers from an earlier worker are checked
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include <cmocka.h>

#include "process/state.h"
#include "storage/fs.h"

static struct supp_state *state;
static int state_fd;

static int make_state(void **context)
{
	(void)context;
	state_fd = state_create();
	if (state_fd < 0 || state_map(state_fd, &state))
		return -1;
	state_use(state);
	return 0;
}

static int end_state(void **context)
{
	(void)context;
	munmap(state, sizeof(*state));
	return close(state_fd);
}

/* What the kernel would write */
static void receive(struct state_record *record, uint64_t id)
{
	record->request.num_params = 1;
	record->request.params[0].attr = TEE_IOCTL_PARAM_ATTR_META |
					 TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	record->request.params[0].a = id;
}

static void answer(struct state_record *record)
{
	record->answer = record->request;
	state_set_answered(record, true);
}

static void a_request_is_in_hand_until_it_is_answered(void **context)
{
	struct state_record *record = &state->records[5];
	uint64_t number;

	(void)context;
	assert_false(state_has_request(record) || state_has_answer(record));
	state_prepare(record);
	assert_false(state_has_request(record));
	receive(record, 7);
	number = record->number;
	assert_true(state_has_request(record) && state_is_in_hand(number));
	assert_false(state_has_answer(record));
	assert_false(state_is_in_hand(0) || state_is_in_hand(number + STATE_RECORDS) ||
		     state_is_in_hand(number + 1));
	answer(record);
	assert_true(state_has_answer(record));
	assert_false(state_has_request(record) || state_is_in_hand(number));
	state_forget(record);	/* sent */
	assert_false(state_has_answer(record) || state_has_request(record));
	assert_false(state_is_in_hand(number));
	state_prepare(record);
	assert_false(state_has_answer(record) || state_has_request(record));
	receive(record, 7);
	assert_true(state_is_in_hand(record->number) && record->number != number);
	assert_false(state_is_in_hand(number));
}

/*
 * A reply can go out and the next request come in with a single ioctl. A worker
 * may end anywhere in between, so the record has to say at all times if there's
 * a reply to send or a request to serve.
 */
static void an_answer_is_owed_until_the_next_request_is_there(void **context)
{
	struct state_record *record = &state->records[5];
	uint64_t number;

	(void)context;
	state_prepare(record);
	receive(record, 7);
	answer(record);
	number = record->number;
	state_prepare(record);
	assert_true(state_has_answer(record));
	assert_int_equal(message_id(&record->answer), 7);
	assert_false(state_has_request(record) || state_is_in_hand(number) ||
		     state_is_in_hand(record->number));
	receive(record, 8);
	assert_true(state_has_request(record) && state_is_in_hand(record->number));
	assert_false(state_is_in_hand(number));
	state_set_answered(record, false);
	assert_true(state_has_request(record) && !state_has_answer(record));
	answer(record);
	assert_true(state_has_answer(record) && !state_has_request(record));
	assert_int_equal(message_id(&record->answer), 8);
}

/*
 * A reply may be out without the record saying so. As the kernel reuses ids, it
 * could be sent a second time, for another request.
 */
static void an_answer_that_was_sent_is_not_sent_to_another(void **context)
{
	struct state_record *first = &state->records[5], *second = &state->records[9];

	(void)context;
	receive(first, 7);
	answer(first);
	receive(second, 8);
	assert_true(state_has_answer(first));
	/* Same id, but the second record's request is newer. */
	receive(second, 7);
	assert_true(!state_has_answer(first) && state_has_request(second));
	/* That one has a reply as well, again not marked as sent. */
	answer(second);
	assert_true(!state_has_answer(first) && state_has_answer(second));
	/* also works the other way around */
	receive(first, 7);
	state_set_answered(first, false);
	answer(first);
	assert_true(state_has_answer(first) && !state_has_answer(second));
	state_set_answered(first, false);
	receive(first, 9);
	assert_true(state_has_answer(second));
}

/* Junk left by a compromised worker isn't a reply. */
static void an_answer_is_looked_at(void **context)
{
	struct state_record *record = &state->records[5];

	(void)context;
	state_set_answered(record, true);
	assert_false(state_has_answer(record) || state_has_request(record));
	receive(record, 7);
	answer(record);
	record->answer.num_params = SUPP_MAX_PARAMS + 2;
	assert_false(state_has_answer(record));
	record->answer.num_params = 0;
	assert_false(state_has_answer(record));
}

/* The kernel couldn't have written this. */
static void a_request_is_looked_at(void **context)
{
	struct state_record *record = &state->records[5];

	(void)context;
	state_prepare(record);
	receive(record, 7);
	record->request.num_params = SUPP_MAX_PARAMS + 1;
	assert_true(state_has_request(record));
	record->request.num_params++;
	assert_false(state_has_request(record) || state_is_in_hand(record->number));
}

/* Never wrap the tries to 0. */
static void tries_do_not_begin_anew(void **context)
{
	struct state_record *record = &state->records[5];

	(void)context;
	state_add_tries(record, STATE_TRIES_OF_END);
	state_add_tries(record, 1);
	assert_int_equal(record->tries, STATE_TRIES_OF_END + 1);
	for (record->tries = UINT32_MAX; record->tries > STATE_MAX_TRIES; )
		state_add_tries(record, STATE_TRIES_OF_END);
	assert_int_equal(record->tries, STATE_MAX_TRIES);
}

/* Numbers are unique and nonzero. */
static void numbers_differ(void **context)
{
	(void)context;
	for (size_t n = 0; n < STATE_RECORDS; n++)
		for (int times = 0; times < 3; times++) {
			state_prepare(&state->records[n]);
			assert_true(state->records[n].number);
			assert_int_equal(state->records[n].number % STATE_RECORDS, n);
		}
}

/* With a compromised worker's numbers there, the following ones still cannot be predicted. */
static void numbers_are_not_taken_over(void **context)
{
	struct state_record *record = &state->records[5];
	uint64_t to_come;

	(void)context;
	state_prepare(record);
	to_come = record->number + STATE_RECORDS;
	state_use(state);	/* the next worker */
	for (int times = 0; times < 100; times++) {
		state_prepare(record);
		assert_int_not_equal(record->number, to_come);
		assert_int_equal(record->number % STATE_RECORDS, 5);
	}
	/* A request being served keeps its number, unless that one belongs to another record. */
	receive(record, 7);
	to_come = record->number;
	state_use(state);
	assert_int_equal(record->number, to_come);
	record->number++;
	state_use(state);
	assert_int_equal(record->number % STATE_RECORDS, 5);
	assert_true(state_is_in_hand(record->number));
}

static void another_layout_is_refused(void **context)
{
	struct supp_state *again;
	int small = memfd_create("small", MFD_CLOEXEC);

	(void)context;
	assert_int_equal(state_map(state_fd, &again), 0);
	munmap(again, sizeof(*again));
	state->version++;
	assert_int_equal(state_map(state_fd, &again), -EBADMSG);
	assert_int_equal(ftruncate(small, 4096), 0);
	assert_int_equal(state_map(small, &again), -EBADMSG);
	close(small);
	assert_int_equal(state_map(small, &again), -EBADF);
	assert_int_not_equal(ftruncate(state_fd, 4096), 0);	/* the size is fixed, too */
}

/* Waits for the lock so far, and when to kill its holder (-1: never) */
static int waits, last_wait = -1;
static pid_t holder;

int __real_poll(struct pollfd *polled, nfds_t number, int timeout);
int __wrap_poll(struct pollfd *polled, nfds_t number, int timeout);

int __wrap_poll(struct pollfd *polled, nfds_t number, int timeout)
{
	int status;

	if (++waits == last_wait) {
		kill(holder, SIGKILL);
		waitpid(holder, &status, 0);
	}
	return __real_poll(polled, number, last_wait < 0 ? timeout : 0);
}

/* A worker that takes the lock and holds it until killed */
static void hold(void)
{
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	holder = fork();
	if (!holder) {
		/* Exit along with the test, or we'd keep its output open. */
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) || state_lock(state_fd, -1) ||
		    write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
}

/* The previous worker may take as long as it likes to exit, the next one waits. */
static void one_worker_at_a_time(void **context)
{
	(void)context;
	hold();
	waits = 0;
	last_wait = 5000;	/* at 5 ms each */
	assert_int_equal(state_lock(state_fd, -1), 0);
	assert_int_equal(waits, last_wait);
	last_wait = -1;
}

/* Stopping must interrupt the wait. */
static void waiting_ends_when_told(void **context)
{
	int stop[2], status;

	(void)context;
	hold();
	assert_int_equal(pipe(stop), 0);
	close(stop[1]);
	waits = 0;
	assert_int_equal(state_lock(state_fd, stop[0]), -ECANCELED);
	assert_int_equal(waits, 1);
	close(stop[0]);
	kill(holder, SIGKILL);
	assert_int_equal(waitpid(holder, &status, 0), holder);
}

/* Open a file, tamper with its saved entry, restart. True if the entry was believed. */
static bool is_believed(int directory, void (*spoil)(struct fs_saved *saved, unsigned int slot))
{
	struct service_request request = { .function = SUPP_FS, .num_params = 3 };
	char name[] = "/file";
	uint64_t handle;
	uint32_t result;

	memset(&state->fs, 0, sizeof(state->fs));
	assert_int_equal(fs_start(directory, &state->fs, state_is_in_hand), 0);
	request.params[0] = (struct supp_param){ .kind = SUPP_VALUE, .input = true, .a = 1 };
	request.params[1] = (struct supp_param){ .kind = SUPP_MEMORY, .input = true, .data = name,
		.size = sizeof(name) };
	request.params[2] = (struct supp_param){ .kind = SUPP_VALUE, .output = true };
	assert_int_equal(supp_fs(&request), TEEC_SUCCESS);
	handle = request.params[2].a;
	fs_stop();
	spoil(&state->fs, handle % FS_NUM_SLOTS);
	assert_int_equal(fs_start(directory, &state->fs, state_is_in_hand), 0);
	request.num_params = 1;
	request.params[0] = (struct supp_param){ .kind = SUPP_VALUE, .input = true, .a = 2,
		.b = handle };
	result = supp_fs(&request);
	fs_stop();
	return !result;
}

static void leave_alone(struct fs_saved *saved, unsigned int slot)
{
	(void)saved, (void)slot;
}

static void lead_out(struct fs_saved *saved, unsigned int slot)
{
	strcpy(saved->entries[slot].path, "../file");
}

static void lead_to_the_root(struct fs_saved *saved, unsigned int slot)
{
	strcpy(saved->entries[slot].path, "/file");
}

static void end_nowhere(struct fs_saved *saved, unsigned int slot)
{
	memset(saved->entries[slot].path, 'x', FS_PATH_MAX);
}

static void move(struct fs_saved *saved, unsigned int slot)
{
	saved->entries[slot + 1] = saved->entries[slot];
	saved->handles[slot + 1] = saved->handles[slot];
	saved->handles[slot] = 0;
}

static void grow_beyond(struct fs_saved *saved, unsigned int slot)
{
	saved->entries[slot].head.size = FS_HEAD_SIZE + 1;
}

static void write_beyond(struct fs_saved *saved, unsigned int slot)
{
	saved->entries[slot].head.size = 10;
	saved->entries[slot].head.dirty_to = 11;
}

static void write_backwards(struct fs_saved *saved, unsigned int slot)
{
	saved->entries[slot].head.size = 10;
	saved->entries[slot].head.dirty_from = 5;
	saved->entries[slot].head.dirty_to = 4;
}

static void open_files_are_looked_at(void **context)
{
	char name[] = "/tmp/supplicant-state-XXXXXX", file[64];
	int directory;

	(void)context;
	assert_non_null(mkdtemp(name));
	directory = open(name, O_RDONLY | O_DIRECTORY);
	assert_true(is_believed(directory, leave_alone));
	assert_false(is_believed(directory, lead_out));
	assert_false(is_believed(directory, lead_to_the_root));
	assert_false(is_believed(directory, end_nowhere));
	assert_false(is_believed(directory, move));
	assert_false(is_believed(directory, grow_beyond));
	assert_false(is_believed(directory, write_beyond));
	assert_false(is_believed(directory, write_backwards));
	close(directory);
	snprintf(file, sizeof(file), "%s/file", name);
	unlink(file);
	rmdir(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_request_is_in_hand_until_it_is_answered,
						make_state, end_state),
		cmocka_unit_test_setup_teardown(an_answer_is_owed_until_the_next_request_is_there,
						make_state, end_state),
		cmocka_unit_test_setup_teardown(an_answer_that_was_sent_is_not_sent_to_another,
						make_state, end_state),
		cmocka_unit_test_setup_teardown(an_answer_is_looked_at, make_state, end_state),
		cmocka_unit_test_setup_teardown(a_request_is_looked_at, make_state, end_state),
		cmocka_unit_test_setup_teardown(tries_do_not_begin_anew, make_state, end_state),
		cmocka_unit_test_setup_teardown(numbers_differ, make_state, end_state),
		cmocka_unit_test_setup_teardown(numbers_are_not_taken_over, make_state, end_state),
		cmocka_unit_test_setup_teardown(another_layout_is_refused, make_state, end_state),
		cmocka_unit_test_setup_teardown(one_worker_at_a_time, make_state, end_state),
		cmocka_unit_test_setup_teardown(waiting_ends_when_told, make_state, end_state),
		cmocka_unit_test_setup_teardown(open_files_are_looked_at, make_state, end_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
