/* SPDX-License-Identifier: BSD-2-Clause */
/* The distribution's supplicant, and supplicants of our own making. */
#ifndef SUPPLICANT_H
#define SUPPLICANT_H

#include <stdbool.h>
#include <sys/types.h>

#include "harness.h"
#include "tee.h"

/* What the TEE asks for. */
enum { SUPP_LOAD_TA = 0, SUPP_ALLOC = 6, SUPP_FREE = 7 };

/* Where the distribution's supplicant has secure storage. */
#define SUPPLICANT_STORAGE "/var/lib/optee-client/data/tee"

/* Ends every supplicant that runs; each test begins without one. */
void supplicant_end_all(void);

/* Starts the distribution's supplicant and waits until it serves. */
pid_t supplicant_start(void);
/* As above, over the storage of the one before. */
pid_t supplicant_start_again(void);
void supplicant_kill(pid_t pid);
/* Removes secure storage, which a killed supplicant may have left half written. */
void supplicant_empty_storage(void);
/* In a process of its own: becomes the distribution's supplicant. */
void supplicant_exec(void);

/* The processes that one has started: our supplicant serves in one of them. */
size_t supplicant_children(pid_t parent, pid_t *children, size_t room);

/* The supplicant that serves, or 0; of ours, which is several processes, their parent. */
pid_t supplicant_find(void);

/* Sends a signal to a supplicant that was started, to all its processes. */
void supplicant_signal(pid_t pid, int signal);

/* Waits until a process of ours has the supplicant's device open. */
void supplicant_wait_for(pid_t pid);

/*
 * Whether somebody has the supplicant's device open. Asks by opening it, so a
 * supplicant that is about to start may find it taken.
 */
bool supplicant_is_there(void);

/* Takes a request, as a supplicant that answers out of order does. */
void supplicant_recv(int fd, struct supp_recv *recv);
/* Answers it with a code. The ioctl's result. */
int supplicant_answer(int fd, const struct supp_recv *recv, uint32_t ret);

/* Opens a session that needs the supplicant, with a TA that nobody has. */
struct asker {
	int fd;
	int expected_errno;	/* 0: the ioctl succeeds and the TEE refuses */
	uint32_t not_for;	/* … but not for this reason, unless it is 0 */
	int not_mine;		/* closed first: the supplicant's, when not 0 */
};

void ask_for_nobody(void *asker);

#endif /* SUPPLICANT_H */
