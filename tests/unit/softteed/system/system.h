/* SPDX-License-Identifier: BSD-2-Clause */
/* A softteed to test: a directory for its files, its start and its end */
#ifndef TEST_SYSTEM_H
#define TEST_SYSTEM_H

#include <sys/types.h>

struct softteed_client;

/* In a temporary directory: see make_directory() */
extern char test_directory[], socket_path[64], store_path[64];

/* The running broker, or 0 */
extern pid_t broker;

/* Where new brokers log, or -1 for this process's standard error */
extern int log_file;

/* Whose new brokers are, if not 0. Such a one has a store of its own */
extern uid_t broker_uid;

/* A socket that the next broker listens to, or -1 for it to make its own. As from systemd */
extern int listener;

/* For cmocka: once per program, and per test */
int make_directory(void **state);
int remove_directory(void **state);
int start_broker(void **state);
int stop_broker(void **state);

void sleep_ms(unsigned int ms);

/**
 * fork_broker() - start softteed with the test's socket, store and applications
 * @options:	further options, NULL-terminated, at most 8
 */
void fork_broker(const char *const *options);

/**
 * try_broker() - start softteed with an option that's wrong
 * @option: @value: the option, and what follows it or NULL; NULL for none
 *
 * Return: its exit status, or -1 if it hasn't ended by itself.
 */
int try_broker(const char *option, const char *value);

/** keep_log() - have the next broker log for expect_log(), and not to standard error */
void keep_log(void);

/**
 * expect_log() - check the log, and let further brokers log to standard error
 * @message:	what the log must have
 */
void expect_log(const char *message);

/**
 * refuses() - check that softteed doesn't start with an option, and says why
 * @message:	what the log must have
 * @option: @value: as for try_broker()
 *
 * Return: as try_broker().
 */
int refuses(const char *message, const char *option, const char *value);

/** connect_broker() - connect, as soon as it listens */
struct softteed_client *connect_broker(void);

#endif
