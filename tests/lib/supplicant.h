/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and stop the installed tee-supplicant, and act as a supplicant in the test itself. */
#ifndef SUPPLICANT_H
#define SUPPLICANT_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness.h"
#include "tee.h"

/* Requests of the TEE. */
enum { SUPP_LOAD_TA = 0, SUPP_ALLOC = 6, SUPP_FREE = 7 };

/* Secure storage of the installed supplicant. */
#define SUPPLICANT_STORAGE "/var/lib/optee-client/data/tee"

/* End every running supplicant. A test that needs no supplicant, or its own, calls this first. */
void supplicant_end_all(void);

/* Start the installed supplicant with empty storage, and wait until it has its device open. */
pid_t supplicant_start(void);
/* Start the installed supplicant with the existing storage, and wait as supplicant_start(). */
pid_t supplicant_start_again(void);
void supplicant_kill(pid_t pid);
/* Remove secure storage, which a killed supplicant may have left half written. */
void supplicant_empty_storage(void);
/* Replace this process, which is a child of the test, by the installed supplicant. */
void supplicant_exec(void);

/* Get the children of a process. This project's supplicant serves requests in a child. */
size_t supplicant_children(pid_t parent, pid_t *children, size_t room);

/* Find the process that has the supplicant's device open: the parent if several have, 0 if none. */
pid_t supplicant_find(void);

/* Send a signal to all processes of a supplicant that a test has started. */
void supplicant_signal(pid_t pid, int signal);

/* Wait until child @pid of the test, or one of its children, has the supplicant's device open. */
void supplicant_wait_for(pid_t pid);

/*
 * Whether a process has the supplicant's device open. This opens the device briefly, so a
 * supplicant that starts meanwhile may find it busy.
 */
bool supplicant_is_there(void);

/* Receive a request. Its first parameter is its id, so that answers may be out of order. */
void supplicant_recv(int fd, struct supp_recv *recv);
/* Answer a request with a result; returns 0, or -1 with errno. */
int supplicant_answer(int fd, const struct supp_recv *recv, uint32_t ret);

/* A client that opens a session with uuid_nobody, for which OP-TEE asks the supplicant. */
struct asker {
	int fd;
	int expected_errno;	/* 0: the ioctl succeeds, and the TEE returns an error */
	uint32_t not_for;	/* result that the TEE must not return, or 0 */
	int not_mine;		/* inherited descriptor of the supplicant to close, or 0 */
};

/* Run a struct asker, in a child of the test. */
void ask_for_nobody(void *asker);

#endif /* SUPPLICANT_H */
