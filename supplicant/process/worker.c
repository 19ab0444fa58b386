// SPDX-License-Identifier: BSD-2-Clause
/*
 * The worker. Each thread receives a request, serves it, and sends the reply
 * while receiving the next one. If a thread gets a request and no other is
 * waiting, it first starts another; if enough are waiting when it's done, it
 * exits. Each owns a record in the state, from which the next worker can
 * continue.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "ipc/broker.h"
#include "ipc/channel.h"
#include "log.h"
#include "process/sandbox.h"
#include "process/state.h"
#include "process/worker.h"
#include "request/message.h"
#include "request/shm.h"
#include "services/dump_files.h"
#include "services/plugin/plugin.h"
#include "services/rpmb/rpmb.h"
#include "services/service.h"
#include "stopping.h"
#include "storage/fs.h"
#include "storage/fs_place.h"
#include "worker_status.h"

#define MAX_THREADS	STATE_RECORDS
/* idle threads to keep around */
#define MAX_WAITING	4u
#define STACK_SIZE	(256u * 1024)
/* On shutdown, outstanding requests get this long to finish */
#define STOP_MS		4000
/* How often the main thread looks after the others */
#define LOOK_MS		500

static struct {
	int device;
	struct supp_state *state;
	atomic_bool stopping;
	atomic_bool failed;		/* @device is unusable */
	atomic_bool lacks_thread;	/* the last pthread_create() failed */
	atomic_bool makes_two_calls;	/* no TEE_IOC_SUPPL_SEND_RECV in this kernel */
	atomic_uint threads;
	atomic_uint waiting;
	bool was_killed;		/* from struct worker_files */
	pthread_mutex_t lock;		/* protects everything below */
	pthread_t running[MAX_THREADS];
	bool used[MAX_THREADS];
	/* the previous worker's request in this record is waiting for a thread */
	bool left[MAX_THREADS];
} worker = { .device = -1, .lock = PTHREAD_MUTEX_INITIALIZER };

static struct tee_ioctl_buf_data request_buffer(struct state_record *record)
{
	return (struct tee_ioctl_buf_data){
		.buf_ptr = (uintptr_t)&record->request,
		.buf_len = sizeof(record->request),
	};
}

static struct tee_ioctl_buf_data answer_buffer(const struct state_record *record)
{
	return (struct tee_ioctl_buf_data){
		.buf_ptr = (uintptr_t)&record->answer,
		.buf_len = sizeof(struct tee_iocl_supp_send_arg) +
			   record->answer.num_params * sizeof(record->answer.params[0]),
	};
}

/*
 * Is the failed ioctl worth a retry? On ENOMEM it is, after 10 ms of sleep.
 * Preserves errno.
 */
static bool may_try_again(void)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int error = errno;

	if (error == ENOMEM)
		nanosleep(&pause, NULL);
	errno = error;
	return error == EINTR || error == ENOMEM;
}

static void send_answer(struct state_record *record)
{
	struct tee_ioctl_buf_data buffer = answer_buffer(record);
	int rc;

	do
		rc = ioctl(worker.device, TEE_IOC_SUPPL_SEND, &buffer);
	while (rc && may_try_again());
	/* ENOENT: the client is dead, or an earlier worker sent the reply already. */
	if (rc && errno != ENOENT)
		log_error("cannot send an answer: %s", strerror(errno));
	state_forget(record);
}

/*
 * Send the reply and receive the next request in a single system call, as each
 * one has to pass the seccomp filter. Return: as ioctl(); -1 if the kernel
 * doesn't have it. EINTR means that the reply is out, after any other error it
 * may not be.
 */
static int exchange(struct state_record *record)
{
	struct tee_ioctl_supp_send_recv_data both = {
		.send = answer_buffer(record),
		.recv = request_buffer(record),
	};
	int rc;

	if (atomic_load_explicit(&worker.makes_two_calls, memory_order_relaxed)) {
		errno = ENOTTY;
		return -1;
	}
	state_prepare(record);
	rc = ioctl(worker.device, TEE_IOC_SUPPL_SEND_RECV, &both);
	/* upstream returns EINVAL for unknown ioctls */
	if (rc && (errno == ENOTTY || errno == EINVAL))
		atomic_store(&worker.makes_two_calls, true);
	return rc;
}

/* Return: as ioctl(). On EINTR there's no reply left to send. */
static int receive_once(struct state_record *record, bool has_answer)
{
	struct tee_ioctl_buf_data buffer = request_buffer(record);

	if (has_answer) {
		int rc = exchange(record);

		if (!rc || errno == EINTR)
			return rc;
		/* unclear which half failed, so do them one by one */
		send_answer(record);
	}
	state_prepare(record);
	return ioctl(worker.device, TEE_IOC_SUPPL_RECV, &buffer);
}

/*
 * Receive a request. With @has_answer, the record's reply goes out first,
 * whether or not we receive anything.
 */
static bool receive(struct state_record *record, bool has_answer)
{
	while (!atomic_load_explicit(&worker.stopping, memory_order_relaxed)) {
		if (!receive_once(record, has_answer))
			return true;
		has_answer = false;
		if (may_try_again())
			continue;
		log_error("cannot receive more requests from the device: %s", strerror(errno));
		atomic_store(&worker.failed, true);
		break;
	}
	if (has_answer)
		send_answer(record);
	return false;
}

/* Call the service, unless this request has taken down too many workers already */
static uint32_t call_service(struct state_record *record, struct service_request *request)
{
	if (!record->tries)
		return service_call(request);
	request->again = true;
	if (record->tries >= STATE_MAX_TRIES) {
		log_error("request %u for service %u has crashed too many workers: failing it",
			  state_count(record->number), request->function);
		return TEEC_ERROR_COMMUNICATION;
	}
	return service_call(request);
}

/* Serve the request in @record. Return: true if there's a reply to send. */
static bool serve(struct state_record *record)
{
	struct service_request request;
	struct message_held held;
	uint32_t result;

	/* @record->answer belongs to the previous request, and was sent. */
	state_set_answered(record, false);
	result = message_decode(&record->request, &request, &held, shm_find, NULL);
	if (result == TEEC_ERROR_COMMUNICATION) {
		log_error("received a request without an id, which this kernel should provide");
		atomic_store(&worker.failed, true);
		return false;
	}
	request.number = record->number;
	request.note = &record->note;
	if (!result)
		result = call_service(record, &request);
	for (unsigned int n = 0; n < request.num_params; n++)
		shm_put(held.shm[n]);
	record->answer = record->request;
	message_encode(&record->answer, &request, result);
	/* from here on, no worker serves this request a second time */
	state_set_answered(record, true);
	return true;
}

static bool start_thread(void);

static void *serve_requests(void *argument)
{
	size_t place = (size_t)(uintptr_t)argument;
	struct state_record *record = &worker.state->records[place];
	bool has_request = state_has_request(record);	/* left by an earlier worker */
	bool has_answer = false;

	/* worker.waiting counts us since start_thread_at() */
	while (has_request || receive(record, has_answer)) {
		has_request = false;
		if (atomic_fetch_sub(&worker.waiting, 1) == 1)
			start_thread();
		has_answer = serve(record);
		if (atomic_fetch_add(&worker.waiting, 1) < MAX_WAITING)
			continue;
		if (has_answer)
			send_answer(record);
		break;
	}
	atomic_fetch_sub(&worker.waiting, 1);
	pthread_mutex_lock(&worker.lock);
	worker.used[place] = false;
	pthread_mutex_unlock(&worker.lock);
	atomic_fetch_sub(&worker.threads, 1);
	return NULL;
}

/* Start the thread for a record. Lock held. Return: 0 or a positive errno. */
static int start_thread_at(size_t place)
{
	pthread_attr_t attr;
	bool was_lacking;
	int rc;

	atomic_fetch_add(&worker.threads, 1);
	atomic_fetch_add(&worker.waiting, 1);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	rc = pthread_create(&worker.running[place], &attr, serve_requests, (void *)place);
	pthread_attr_destroy(&attr);
	worker.used[place] = !rc;
	if (rc) {
		atomic_fetch_sub(&worker.threads, 1);
		atomic_fetch_sub(&worker.waiting, 1);
	}
	/* log the first failure only, we try often */
	was_lacking = atomic_exchange(&worker.lacks_thread, rc != 0);
	if (rc && !was_lacking)
		log_warning("cannot start a thread: %s", strerror(rc));
	return rc;
}

/*
 * Start a thread if there's a record left for it. If not, the threads that we
 * have get round to all requests eventually.
 */
static bool start_thread(void)
{
	size_t place;
	int rc = EAGAIN;

	pthread_mutex_lock(&worker.lock);
	for (place = 0; place < MAX_THREADS && (worker.used[place] || worker.left[place]); place++)
		;
	if (place < MAX_THREADS && !atomic_load(&worker.stopping))
		rc = start_thread_at(place);
	pthread_mutex_unlock(&worker.lock);
	return !rc;
}

/*
 * Send replies that the previous worker may not have sent. Clear the ones that
 * it certainly has first: their ids may belong to other requests by now.
 */
static void send_answers(void)
{
	struct state_record *records = worker.state->records, *end = records + MAX_THREADS;

	for (struct state_record *record = records; record < end; record++)
		if (!state_has_request(record) && !state_has_answer(record))
			state_forget(record);
	for (struct state_record *record = records; record < end; record++)
		if (!state_has_request(record) && state_has_answer(record))
			send_answer(record);
}

/*
 * Pick up the previous worker's request in record @place. If there's no thread
 * for it, serve_left() tries again later.
 */
static int serve_again(size_t place)
{
	struct state_record *record = &worker.state->records[place];
	uint32_t tries = record->tries;
	int rc;

	state_add_tries(record, worker.was_killed ? 1 : STATE_TRIES_OF_END);
	rc = start_thread_at(place);
	if (rc)
		record->tries = tries;
	else
		log_info("serving request %u of the previous worker again",
			 state_count(record->number));
	worker.left[place] = rc;
	return rc;
}

/* Retry requests for which serve_again() got no thread. Called from the main thread. */
static void serve_left(void)
{
	pthread_mutex_lock(&worker.lock);
	for (size_t place = 0; place < MAX_THREADS; place++)
		if (worker.left[place] && serve_again(place))
			break;
	pthread_mutex_unlock(&worker.lock);
}

/*
 * Pick up where the previous worker stopped. Return: false if we couldn't start
 * even one thread.
 */
static bool take_over(bool was_killed)
{
	bool serves = false;

	/* Replies first: as soon as we receive something, the kernel may reuse an id. */
	send_answers();
	worker.was_killed = was_killed;
	pthread_mutex_lock(&worker.lock);
	for (size_t place = 0; place < MAX_THREADS; place++)
		if (state_has_request(&worker.state->records[place]))
			serves |= !serve_again(place);
	pthread_mutex_unlock(&worker.lock);
	/*
	 * One thread is enough: when it's done with an old request, it receives
	 * new ones.
	 */
	return start_thread() || serves;
}

/* Kick threads out of TEE_IOC_SUPPL_RECV. Those that serve a request finish it. */
static void interrupt_threads(void)
{
	pthread_mutex_lock(&worker.lock);
	for (size_t place = 0; place < MAX_THREADS; place++)
		if (worker.used[place])
			pthread_kill(worker.running[place], SIGUSR1);
	pthread_mutex_unlock(&worker.lock);
}

static bool end_threads(void)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	atomic_store(&worker.stopping, true);
	for (int waited = 0; waited < STOP_MS; waited += 5) {
		if (!atomic_load(&worker.threads))
			return true;
		/*
		 * One signal isn't enough, it's lost on a thread that is just
		 * about to enter the ioctl.
		 */
		interrupt_threads();
		nanosleep(&pause, NULL);
	}
	return false;
}

static void ignore(int signal)
{
	(void)signal;
}

/*
 * When we end is up to the monitor, so ignore requests to stop. SIGUSR1 has a
 * handler just to make ioctl() return EINTR.
 */
static void set_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_IGN };
	sigset_t none;

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGXFSZ, &action, NULL);
	action.sa_handler = ignore;
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int enter_sandbox(const struct worker_files *files, bool sends)
{
	static const char *const calls[] = {
		/* storage */
		"openat", "openat2", "pread64", "pwrite64", "pwritev2", "ftruncate", "ftruncate64",
		"fdatasync", "fsync", "unlinkat", "renameat", "renameat2", "mkdirat", "getdents64",
		"newfstatat", "fstatat64", "statx",
		/* sockets */
		"getpeername", "getsockname", NULL
	};
	/* a TA can ask for these */
	static const struct sandbox_option sets[] = {
		{ SOL_SOCKET, SO_RCVBUF }, { SOL_SOCKET, SO_SNDBUF }, { 0, 0 }
	};
	static const unsigned long ioctls[] = {
		TEE_IOC_SUPPL_SEND_RECV, TEE_IOC_SUPPL_RECV, TEE_IOC_SUPPL_SEND, 0
	};
	struct sandbox_policy policy = {
		.name = "worker",
		.uid = files->uid,
		.gid = files->gid,
		.files = files->storage < 0 ? SANDBOX_NO_FILES : SANDBOX_ONE_DIRECTORY,
		.directory = files->storage,
		.overrides_owner = files->storage_is_roots,
		.sends = sends,
		.calls = calls,
		.sets = sets,
		.ioctls = ioctls,
		.max_files = SANDBOX_SENDS + 1,
		.max_data = 256ul << 20,
		.max_tasks = 1024,
		.max_file_size = DUMP_MAX_SIZE,
	};

	return sandbox_enter(&policy);
}

/* The main thread: wait until told to stop, or worker.failed. Return: exit status. */
static int wait_for_end(const struct worker_files *files)
{
	struct pollfd ready[] = {
		{ .fd = files->stop, .events = POLLIN },
		{ .fd = files->monitor, .events = POLLRDHUP },
	};

	while (!atomic_load(&worker.failed)) {
		/* nothing wakes us when worker.failed is set, hence the timeout */
		if (poll(ready, 2, LOOK_MS) < 0 && errno != EINTR)
			return 1;
		/*
		 * The last waiting thread may have failed to start another when
		 * it got its request, and may be busy for a long time.
		 */
		if (!atomic_load(&worker.waiting))
			start_thread();
		serve_left();
		if (ready[1].revents)
			return 1;	/* monitor died */
		if (!ready[0].revents)
			continue;
		if (end_threads())
			return 0;
		log_error("requests in progress did not end within %d ms", STOP_MS);
		return 1;
	}
	return WORKER_LOST_DEVICE;
}

/*
 * Move the connector's socket to SANDBOX_SENDS, the only descriptor on which
 * the sandbox permits sendmsg().
 */
static int move_connector(int from, int *connector)
{
	const struct rlimit limit = { SANDBOX_SENDS + 1, SANDBOX_SENDS + 1 };
	int rc = 0;

	*connector = -1;
	if (from < 0)
		return 0;
	if (!setrlimit(RLIMIT_NOFILE, &limit))
		*connector = fcntl(from, F_DUPFD_CLOEXEC, SANDBOX_SENDS);
	if (*connector < 0) {
		rc = -errno;
		log_error("cannot open %d files: %s", SANDBOX_SENDS + 1, strerror(errno));
	}
	close(from);
	return rc;
}

/* The monitor reopens the directory, and the next worker serves the open requests. */
static void want_directory(void)
{
	_exit(WORKER_WANTS_DIRECTORY);
}

/* Return: exit status for an error, depending on whether it's transient. */
static int status_of(int rc)
{
	bool may_pass = rc == -ENOMEM || rc == -ENOBUFS || rc == -ENFILE || rc == -EAGAIN;

	return may_pass ? WORKER_TRY_AGAIN : 1;
}

static int leave_input(void)
{
	int rc = sandbox_leave_input();

	if (rc)
		log_error("cannot open /dev/null: %s", strerror(-rc));
	return rc;
}

/* In the background, nothing but syslog from here on */
static void leave_output(const struct supp_options *options)
{
	if (!options->daemonize)
		return;
	log_background();
	dup2(STDIN_FILENO, STDERR_FILENO);
}

/*
 * Take over memory, files and requests from the previous worker, and send
 * READY. Return: 0 or an exit status.
 */
static int begin(const struct supp_options *options, const struct worker_files *files)
{
	const struct wire_message ready = { .type = WIRE_READY };
	int rc;

	/* Don't carry on without a region: the TEE still has it, and writes to it. */
	if (shm_start(&worker.state->shm, state_is_in_hand))
		return WORKER_TRY_AGAIN;
	fs_place_watch(options->storage, &files->place, want_directory, broker_use_directory);
	/*
	 * READY has to precede take_over(). Services send messages that are
	 * permitted only after it.
	 */
	rc = fs_start(files->storage, &worker.state->fs, state_is_in_hand);
	if (!rc)
		rc = channel_send(files->monitor, &ready);
	if (rc)
		return status_of(rc);
	leave_output(options);
	return take_over(files->was_killed) ? 0 : WORKER_TRY_AGAIN;
}

int worker_main(const struct supp_options *options, const struct worker_files *files)
{
	const int keep[] = { files->device, files->state, files->storage, files->monitor,
		files->connector, files->plugins, files->stop };
	int connector, rc;

	log_name("worker");
	set_signals();
	if (child_close_others(keep, sizeof(keep) / sizeof(keep[0])))
		return 1;
	log_start(options->log_level, options->daemonize);
	rc = leave_input();
	if (rc)
		return status_of(rc);
	mallopt(M_ARENA_MAX, 2);
	worker.device = files->device;
	stopping_set_fd(files->stop);
	rc = state_lock(files->state, files->stop);
	if (rc == -ECANCELED)
		return 0;
	if (!rc)
		rc = state_map(files->state, &worker.state);
	if (rc) {
		log_error("cannot use the state of earlier workers: %s", strerror(-rc));
		return status_of(rc);
	}
	close(files->state);
	state_use(worker.state);
	if (move_connector(files->connector, &connector))
		return 1;
	broker_start(files->monitor, connector);
	plugin_start(files->plugins);
	rpmb_setup(options->rpmb_device ? RPMB_DEVICE : RPMB_EMULATED, files->storage);
	shm_setup(options->map_limit);
	rc = enter_sandbox(files, connector >= 0);
	if (rc)
		return status_of(rc);
	rc = begin(options, files);
	return rc ? rc : wait_for_end(files);
}
