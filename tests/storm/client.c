// SPDX-License-Identifier: BSD-2-Clause
/*
 * A client in the storm. Each of its four threads opens, invokes, cancels, closes,
 * allocates, registers and imports at random.
 *
 * Every session holds a secret, the upper half of which says whose it is, and
 * shared memory is filled with such words too. On a thread's own fd, each and every
 * result has to be right. There's also an fd that all threads share, where they use
 * and close ids that they guess. There, a call may fail, or it may hit another
 * thread's session. What it must never hit is another client's.
 */

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "storage.h"
#include "storm.h"
#include "tee.h"

#define MOST_PAGES	4u
#define MOST_SESSIONS	4
#define FIRST_UID	1000u
#define HUNTS		500

/* the "crypt" TA from OP-TEE's tests, which gets a new instance for each session */
static const uint8_t uuid_crypt[UUID_LEN] = {
	0xcb, 0x3e, 0x5b, 0xa0, 0xad, 0xf1, 0x11, 0xe0,
	0x99, 0x8b, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b,
};

/* the model knows these two as well */
#define CMD_REMEMBER	40
#define CMD_RECALL	41


struct session {
	uint32_t id;
	uint32_t secret;
	bool open;
	bool remembers;
};

struct thread {
	unsigned int number;
	unsigned int seed;
	uint32_t serial;
	int fd;
	struct session sessions[MOST_SESSIONS];
};

static struct storm_client me;
static int shared_fd;
/* What's on the shared fd: the most recent ids, and whether the sessions hold secrets */
static bool shared_remembers;
static _Atomic uint32_t shared_ids[8];

static unsigned int draw(struct thread *t, unsigned int below)
{
	return (unsigned int)rand_r(&t->seed) % below;
}

static uint32_t new_secret(struct thread *t)
{
	return (uint32_t)me.owner << 16 | (t->number << 13) | (++t->serial & 0x1fff);
}

static bool is_mine(uint32_t secret)
{
	return secret >> 16 == me.owner;
}

/* Any request may run out of memory, hit a limit or find the TEE busy. */
static bool no_room(int err)
{
	return err == EDQUOT || err == EBUSY || err == ENOMEM || err == EAGAIN;
}

static void count_if(bool done, enum storm_deed deed)
{
	if (done)
		atomic_fetch_add_explicit(&storm_shared->deeds[deed], 1, memory_order_relaxed);
}

/* Sessions */

/* Returns false if there is no room for another one. */
static bool open_session(struct thread *t, int fd, bool remembers, uint32_t *id)
{
	struct open_arg open;

	open_arg_init(&open, remembers ? uuid_crypt : uuid_invoke_tests,
		      TEE_IOCTL_LOGIN_PUBLIC, 0);
	open.arg.cancel_id = draw(t, 8);
	if (call_open(fd, &open)) {
		CHECK_MSG(no_room(errno), "open: got %s", errno_name(errno));
		return false;
	}
	*id = open.arg.session;
	CHECK_MSG(!open.arg.ret || open.arg.ret == TEEC_ERROR_OUT_OF_MEMORY ||
		  open.arg.ret == TEEC_ERROR_CANCEL || open.arg.ret == TEEC_ERROR_BUSY,
		  "open: got 0x%x from %u", open.arg.ret, open.arg.ret_origin);
	return !open.arg.ret;
}

/* This comes from the kernel, if a call is cancelled before it gets its turn. */
static bool was_cancelled(const struct invoke_arg *call)
{
	return call->arg.ret == TEEC_ERROR_CANCEL && call->arg.ret_origin == TEEC_ORIGIN_COMMS;
}

/*
 * Once the call makes it to the TEE, it has to succeed. Returns 0, the ioctl's
 * errno, or ECANCELED.
 */
static int invoke_value(struct thread *t, int fd, uint32_t id, uint32_t command,
			uint64_t type, uint64_t *a, uint64_t *b)
{
	struct invoke_arg call;

	invoke_arg_init(&call, id, command, 1);
	call.arg.cancel_id = draw(t, 8);
	param_value(&call.params[0], type, *a, *b, 0);
	if (call_invoke(fd, &call))
		return errno;
	if (was_cancelled(&call))
		return ECANCELED;
	CHECK_MSG(!call.arg.ret, "session %u, command %u: got 0x%x from %u", id, command,
		  call.arg.ret, call.arg.ret_origin);
	*a = call.params[0].a;
	*b = call.params[0].b;
	return 0;
}

static int remember(struct thread *t, int fd, uint32_t id, uint32_t secret)
{
	uint64_t a = secret, b = 0;

	return invoke_value(t, fd, id, CMD_REMEMBER, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
			    &a, &b);
}

static int recall(struct thread *t, int fd, uint32_t id, uint32_t *secret)
{
	uint64_t a = 0, b = 0;
	int err = invoke_value(t, fd, id, CMD_RECALL, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT,
			       &a, &b);

	*secret = (uint32_t)a;
	return err;
}

/* Add two numbers, in a session without a secret. */
static int add(struct thread *t, int fd, uint32_t id)
{
	uint64_t a = draw(t, 1000), b = draw(t, 1000), sum = a + b;
	int err = invoke_value(t, fd, id, INVOKE_TESTS_CMD_PARAMS,
			       TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, &a, &b);

	CHECK_MSG(err || a == sum, "a sum of %llu: got %llu", (unsigned long long)sum,
		  (unsigned long long)a);
	return err;
}

static void use_session(struct thread *t, struct session *s)
{
	uint32_t secret;
	int err;

	if (!s->remembers) {
		err = add(t, t->fd, s->id);
	} else {
		err = recall(t, t->fd, s->id, &secret);
		CHECK_MSG(err || secret == s->secret,
			  "session %u: its secret is %#x, got %#x", s->id, s->secret, secret);
	}
	CHECK_MSG(!err || no_room(err), "session %u of our own: got %s", s->id, errno_name(err));
	count_if(!err, STORM_RECALL);
}

static void close_session(struct thread *t, struct session *s)
{
	CHECK_MSG(!call_close(t->fd, s->id), "closing session %u of our own: got %s", s->id,
		  errno_name(errno));
	s->open = false;
}

static void own_session(struct thread *t)
{
	struct session *s = &t->sessions[draw(t, MOST_SESSIONS)];

	if (s->open && draw(t, 4)) {
		use_session(t, s);
	} else if (s->open) {
		close_session(t, s);
	} else {
		s->remembers = me.model || !draw(t, 8);
		s->open = open_session(t, t->fd, s->remembers, &s->id);
		s->secret = new_secret(t);
		if (s->open && s->remembers && remember(t, t->fd, s->id, s->secret))
			close_session(t, s);
	}
}

/* Try session ids close to our own. Those are either somebody else's or unused. */
static void strange_session(struct thread *t)
{
	uint32_t id = t->sessions[draw(t, MOST_SESSIONS)].id + draw(t, 7) - 3;
	uint64_t a = 0, b = 0;
	int err;

	for (int i = 0; i < MOST_SESSIONS; i++)
		if (t->sessions[i].open && t->sessions[i].id == id)
			return;
	switch (draw(t, 3)) {
	case 0:
		/* 0 is not a strange id. TEE_IOC_CANCEL passes it on to the TEE. */
		if (!id)
			return;
		err = call_cancel(t->fd, id, draw(t, 8)) ? errno : 0;
		break;
	case 1:
		err = call_close(t->fd, id) ? errno : 0;
		break;
	default:
		err = invoke_value(t, t->fd, id, CMD_RECALL,
				   TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, &a, &b);
	}
	CHECK_MSG(err == EINVAL || err == EBUSY, "session %u, which is not ours: got %s, %#llx",
		  id, errno_name(err), (unsigned long long)a);
	count_if(err == EINVAL, STORM_STRANGE);
}

/* Sessions on the shared fd */

static int use_shared_session(struct thread *t, uint32_t id)
{
	uint32_t secret;
	int err;

	if (!shared_remembers)
		return add(t, shared_fd, id);
	err = recall(t, shared_fd, id, &secret);
	CHECK_MSG(err || !secret || is_mine(secret),
		  "session %u: secrets of ours are %#x…, got %#x", id, me.owner, secret);
	return err;
}

static void expect_shared(uint32_t id, int err)
{
	CHECK_MSG(!err || err == EINVAL || err == ECANCELED || no_room(err),
		  "shared session %u: got %s", id, errno_name(err));
}

static void shared_session(struct thread *t)
{
	uint32_t id;

	if (!open_session(t, shared_fd, shared_remembers, &id))
		return;
	atomic_store(&shared_ids[draw(t, 8)], id);
	if (shared_remembers)
		expect_shared(id, remember(t, shared_fd, id, new_secret(t)));
	for (unsigned int n = draw(t, 4); n; n--)
		expect_shared(id, use_shared_session(t, id));
	/* If not, someone else may guess its id and close it. */
	if (draw(t, 2))
		expect_shared(id, call_close(shared_fd, id) ? errno : 0);
}

static void guessed_session(struct thread *t)
{
	uint32_t id = atomic_load(&shared_ids[draw(t, 8)]);
	int err;

	if (!draw(t, 4))
		id = draw(t, 48);
	else if (!draw(t, 3))
		id += draw(t, 5) - 2;
	switch (draw(t, 4)) {
	case 0:
		expect_shared(id, call_close(shared_fd, id) ? errno : 0);
		break;
	case 1:
		expect_shared(id, call_cancel(shared_fd, id, draw(t, 8)) ? errno : 0);
		break;
	default:
		err = use_shared_session(t, id);
		expect_shared(id, err);
		count_if(!err, STORM_GUESS);
	}
}

/*
 * A session exists in the kernel before its opener gets to know the id. That is a
 * short window to close it in, so go through as many ids as we can.
 */
static void hunt_sessions(struct thread *t)
{
	for (int i = 0; i < HUNTS; i++) {
		uint32_t id = 1 + draw(t, 64);

		expect_shared(id, call_close(shared_fd, id) ? errno : 0);
	}
}

/* Memory */

struct memory {
	int shm, id;
	uint32_t *words;
	size_t size;
	int memfd;
};

/*
 * New memory is all zeros, except for the first word in case another thread got
 * there first.
 */
static bool is_all(const struct memory *m, size_t first, uint32_t word)
{
	for (size_t n = first; n < m->size / sizeof(*m->words); n++)
		if (m->words[n] != word) {
			test_note("word %zu of %zu bytes: expected %#x, got %#x", n, m->size,
				  word, m->words[n]);
			return false;
		}
	return true;
}

static void map_memory(struct memory *m, int fd, int flags)
{
	m->words = mmap(NULL, m->size, PROT_READ | PROT_WRITE, flags, fd, 0);
	CHECK(m->words != MAP_FAILED);
}

/* Returns false if there is no memory left. */
static bool make_memory(struct thread *t, int fd, struct memory *m)
{
	uint64_t size;

	m->size = (1 + draw(t, MOST_PAGES)) * PAGE;
	m->memfd = -1;
	m->words = NULL;
	switch (draw(t, 3)) {
	case 0:
		m->shm = shm_alloc(fd, m->size, &m->id);
		if (m->shm >= 0) {
			map_memory(m, m->shm, MAP_SHARED);
			CHECK_MSG(is_all(m, fd == shared_fd, 0), "new memory holds something");
		}
		break;
	case 1:
		map_memory(m, -1, MAP_PRIVATE | MAP_ANONYMOUS);
		m->shm = shm_register(fd, m->words, m->size, &m->id);
		break;
	default:
		m->memfd = (int)CHECK_OK(memfd_create("storm", MFD_CLOEXEC));
		CHECK_OK(ftruncate(m->memfd, (off_t)m->size));
		map_memory(m, m->memfd, MAP_SHARED);
		m->shm = shm_register_fd(fd, m->memfd, &m->id, &size);
	}
	CHECK_MSG(m->shm >= 0 || no_room(errno), "memory: got %s", errno_name(errno));
	return m->shm >= 0;
}

static void drop_memory(struct memory *m)
{
	if (m->shm >= 0)
		close(m->shm);
	if (m->words)
		munmap(m->words, m->size);
	if (m->memfd >= 0)
		close(m->memfd);
}

static int hand_over(int fd, uint32_t session, int id, uint64_t size)
{
	struct invoke_arg call;

	invoke_arg_init(&call, session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&call.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, size,
		    (uint64_t)id);
	if (call_invoke(fd, &call))
		return errno;
	if (was_cancelled(&call))
		return ECANCELED;
	CHECK_MSG(!call.arg.ret, "memory %d, session %u: got 0x%x from %u", id, session,
		  call.arg.ret, call.arg.ret_origin);
	return 0;
}

/* OP-TEE leaves the sum of all bytes in the first one. See hand_over(). */
static void check_handed_over(const struct memory *m, uint32_t word)
{
	const uint8_t *bytes = (const uint8_t *)&word;
	size_t words = m->size / sizeof(word);
	uint32_t after;
	uint8_t sum;

	if (me.model) {
		/* The model adds 1 to each byte. */
		for (size_t n = 0; n < sizeof(word); n++)
			((uint8_t *)&after)[n] = (uint8_t)(bytes[n] + 1);
		CHECK_MSG(is_all(m, 0, after), "memory that the model has counted up");
		return;
	}
	sum = (uint8_t)((size_t)(bytes[0] + bytes[1] + bytes[2] + bytes[3]) * words);
	CHECK_EQ(*(const uint8_t *)m->words, sum);
	CHECK_MSG(is_all(m, 1, word), "memory that the TEE has read");
}

static void own_memory(struct thread *t)
{
	uint32_t word = new_secret(t), session;
	struct memory m;
	int err;

	if (make_memory(t, t->fd, &m)) {
		for (size_t n = 0; n < m.size / sizeof(word); n++)
			m.words[n] = word;
		if (open_session(t, t->fd, false, &session)) {
			err = hand_over(t->fd, session, m.id, m.size);
			CHECK_MSG(!err || no_room(err), "memory of our own: got %s",
				  errno_name(err));
			if (!err)
				check_handed_over(&m, word);
			count_if(!err, STORM_MEMORY);
			/*
			 * This is our only memory on this fd, so there is nothing at the
			 * next few ids.
			 */
			err = hand_over(t->fd, session, m.id + 1 + (int)draw(t, 3), 1);
			CHECK_MSG(err == EINVAL || no_room(err),
				  "memory that is not ours: got %s", errno_name(err));
			CHECK_MSG(!call_close(t->fd, session), "close: got %s",
				  errno_name(errno));
		} else {
			CHECK_MSG(is_all(&m, 0, word), "memory that nobody has touched");
		}
	}
	drop_memory(&m);
}

/* With a guessed id, other threads may change the first word, but no more than that. */
static void shared_memory(struct thread *t)
{
	uint32_t word = new_secret(t), session = atomic_load(&shared_ids[draw(t, 8)]);
	struct memory m;
	int err;

	if (make_memory(t, shared_fd, &m)) {
		for (size_t n = 0; n < m.size / sizeof(word); n++)
			m.words[n] = word;
		if (me.model || !shared_remembers) {
			err = hand_over(shared_fd, session, m.id, 1);
			expect_shared(session, err);
			expect_shared(session, hand_over(shared_fd, session,
							 1 + (int)draw(t, 8), 1));
		}
		CHECK_MSG(is_all(&m, 1, word), "memory whose first byte was used");
	}
	drop_memory(&m);
}

/* Storage */

/*
 * Whatever we find has to be complete, and it has to be ours. Returns what
 * storage_read() does.
 */
static uint32_t read_object(struct storage *storage)
{
	static uint8_t data[STORAGE_MAX_SIZE], expected[STORAGE_MAX_SIZE];
	uint32_t version, ret;
	size_t size;

	ret = storage_read(storage, me.index, data, &size);
	if (ret)
		return ret;
	memcpy(&version, data, sizeof(version));
	CHECK_EQ(version >> 24, me.index);
	storage_fill(expected, size, version);
	CHECK_MSG(!memcmp(data, expected, size), "an object is not whole");
	return 0;
}

/* An earlier client with our index may have been killed in the middle of a write. */
static void use_storage(struct thread *t)
{
	static uint8_t data[STORAGE_MAX_SIZE];
	size_t size = 1000 + draw(t, 8000);
	struct storage storage;
	uint32_t ret;

	storage_init(&storage);
	storage_fill(data, size, me.index << 24 | draw(t, 1 << 20));
	ret = read_object(&storage);
	if (!ret || ret == TEEC_ERROR_ITEM_NOT_FOUND) {
		storm_shared->stores[me.index] = true;
		ret = storage_create(&storage, me.index, data, size, true);
		storm_shared->stores[me.index] = false;
	}
	if (!ret)
		ret = read_object(&storage);
	count_if(!ret, STORM_STORAGE);
	/* The killed client's object may still be open. */
	CHECK_MSG(!ret || ret == TEEC_ERROR_ACCESS_CONFLICT || ret == TEEC_ERROR_OUT_OF_MEMORY ||
		  ret == TEEC_ERROR_ITEM_NOT_FOUND, "storage: got 0x%x", ret);
	storage_end(&storage);
}

/* Descriptors and the main loop */

static void renew_own(struct thread *t)
{
	close(t->fd);
	t->fd = tee_open();
	memset(t->sessions, 0, sizeof(t->sessions));
}

/* Swap the shared fd for a new one, right under the other threads' calls. */
static void renew_shared(void)
{
	int fd = tee_open();

	CHECK_OK(dup3(fd, shared_fd, O_CLOEXEC));
	close(fd);
}

static void *run_thread(void *arg)
{
	struct thread *t = arg;

	t->fd = tee_open();
	for (;;) {
		unsigned int what = draw(t, 1000);

		/*
		 * Storage is by far the slowest, so only a single thread in half of the
		 * clients gets to use it.
		 */
		if (!t->number && !me.model && me.index % 2 && !draw(t, 4))
			use_storage(t);
		if (what < 350)
			own_session(t);
		else if (what < 450)
			strange_session(t);
		else if (what < 600)
			shared_session(t);
		else if (what < 800)
			guessed_session(t);
		else if (what < 880)
			own_memory(t);
		else if (what < 940)
			shared_memory(t);
		else if (what < 970)
			renew_own(t);
		else if (what < 980)
			renew_shared();
		else if (what < 982)
			_exit(0);
		else if (what < 990)
			hunt_sessions(t);
	}
	return NULL;
}

void storm_client_run(void *client)
{
	uid_t uid;
	pthread_t thread;
	static struct thread threads[STORM_THREADS];

	me = *(const struct storm_client *)client;
	uid = FIRST_UID * (1 + me.index % STORM_USERS);
	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setgid(uid));
	CHECK_OK(setuid(uid));
	shared_remembers = me.model || me.seed % 4 == 0;
	shared_fd = tee_open();
	for (unsigned int n = 0; n < STORM_THREADS; n++) {
		threads[n].number = n;
		threads[n].seed = me.seed + n * 7919;
		CHECK(!pthread_create(&thread, NULL, run_thread, &threads[n]));
	}
	for (;;)
		pause();
}
