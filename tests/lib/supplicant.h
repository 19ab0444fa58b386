/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and stop the installed tee-supplicant, or play the supplicant from a test */
#ifndef SUPPLICANT_H
#define SUPPLICANT_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness.h"
#include "tee.h"

/* RPC commands that the tests handle or provoke */
enum { SUPP_LOAD_TA = 0, SUPP_ALLOC = 6, SUPP_FREE = 7 };

/* where the installed supplicant keeps its secure storage */
#define SUPPLICANT_STORAGE "/var/lib/optee-client/data/tee"

/* End all running supplicants. Tests that want none, or one of their own, begin with this. */
void supplicant_end_all(void);

/* Start the installed supplicant on empty storage and wait until it holds its device. */
pid_t supplicant_start(void);
/* Likewise, but leave the storage alone. */
pid_t supplicant_start_again(void);
void supplicant_kill(pid_t pid);
/* Wipe secure storage, which may be in any state after a kill. */
void supplicant_empty_storage(void);
/* exec the installed supplicant in this child. */
void supplicant_exec(void);

/* List @parent's children. Our supplicant serves from a child process. */
size_t supplicant_children(pid_t parent, pid_t *children, size_t room);

/*
 * Find the pid that holds the supplicant's device, preferring a parent over its
 * children. 0 if nothing does.
 */
pid_t supplicant_find(void);

/* Signal the whole process tree of a supplicant that this test started. */
void supplicant_signal(pid_t pid, int signal);

/* Wait until @pid (a child of the test) or a child of @pid holds the supplicant's device. */
void supplicant_wait_for(pid_t pid);

/*
 * Check whether the supplicant's device is taken, by trying to open it. That is
 * racy: a supplicant starting just then may get EBUSY.
 */
bool supplicant_is_there(void);

/* Receive one request. The id is in the first parameter, so replies can be sent out of order. */
void supplicant_recv(int fd, struct supp_recv *recv);
/* Send @ret as the reply; 0, or -1 with errno */
int supplicant_answer(int fd, const struct supp_recv *recv, uint32_t ret);

/* Opens a session with uuid_nobody, which makes OP-TEE ask for the TA. */
struct asker {
	int fd;
	int expected_errno;	/* 0: ioctl succeeds, TEE reports an error */
	uint32_t not_for;	/* the TEE must not return this result; 0: any */
	int not_mine;		/* inherited supplicant fd to close, or 0 */
};

/* Do that in a child of the test; pass a struct asker. */
void ask_for_nobody(void *asker);

#endif /* SUPPLICANT_H */
