/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and stop the installed tee-supplicant, and let the test itself act as a supplicant. */
#ifndef SUPPLICANT_H
#define SUPPLICANT_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness.h"
#include "tee.h"

/* Requests from the TEE. */
enum { SUPP_LOAD_TA = 0, SUPP_ALLOC = 6, SUPP_FREE = 7 };

/* Secure storage of the installed supplicant. */
#define SUPPLICANT_STORAGE "/var/lib/optee-client/data/tee"

/*
 * End every running supplicant. Tests that need no supplicant, or start their own, call
 * this first.
 */
void supplicant_end_all(void);

/* Start the installed supplicant with empty storage, and wait until it has its device open. */
pid_t supplicant_start(void);
/* Do the same as supplicant_start(), but keep the contents of the storage. */
pid_t supplicant_start_again(void);
void supplicant_kill(pid_t pid);
/* Remove secure storage, which may be incomplete after the supplicant was killed. */
void supplicant_empty_storage(void);
/* Replace this child process of the test with the installed supplicant. */
void supplicant_exec(void);

/* Get the children of a process, because this project's supplicant serves requests in a child. */
size_t supplicant_children(pid_t parent, pid_t *children, size_t room);

/*
 * Find the process that has the supplicant's device open; a parent before its children; 0
 * if none.
 */
pid_t supplicant_find(void);

/* Send a signal to every process of a supplicant that a test started. */
void supplicant_signal(pid_t pid, int signal);

/* Wait until the test's child @pid, or a child of @pid, has the supplicant's device open. */
void supplicant_wait_for(pid_t pid);

/*
 * Return true if a process has the supplicant's device open. This opens the device briefly,
 * so a supplicant that starts at that moment may find it busy.
 */
bool supplicant_is_there(void);

/* Receive a request. Its first parameter is its id, so that replies may be sent in any order. */
void supplicant_recv(int fd, struct supp_recv *recv);
/* Reply to a request with a result; returns 0, or -1 with errno. */
int supplicant_answer(int fd, const struct supp_recv *recv, uint32_t ret);

/* A client that opens a session with uuid_nobody, for which OP-TEE asks the supplicant. */
struct asker {
	int fd;
	int expected_errno;	/* 0: the ioctl succeeds, and the TEE returns an error */
	uint32_t not_for;	/* result that the TEE must not return, or 0 */
	int not_mine;		/* inherited supplicant's descriptor to close, or 0 */
};

/* Open the session that a struct asker describes. Runs in a child of the test. */
void ask_for_nobody(void *asker);

#endif /* SUPPLICANT_H */
