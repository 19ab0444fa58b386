/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every allocation and every copy from or to user space on the way of a request
 * fails once: the same request is made again and again, and the Nth time the
 * kernel makes its Nth such step fail. The request must then succeed or say what
 * is wrong, leave nothing behind, and the next one must work. That no memory is
 * lost, and nothing freed is used, the debug kernel watches over.
 */
#ifndef NTH_H
#define NTH_H

#include <stdbool.h>

/* What requests work on: each program has its own. */
struct scene;

struct request {
	bool takes_nothing;			/* has no step that can fail */
	void (*prepare)(struct scene *s);
	int (*attempt)(struct scene *s);	/* -1 with errno, as a system call */
	void (*check)(struct scene *s);		/* after success; may be NULL */
	void (*undo)(struct scene *s);		/* always; may be NULL */
};

/*
 * Makes a request with each step failing once. ENOMEM and EFAULT are the errors that it
 * may end with. After each time, whatever came, @clean makes of the scene what it was.
 */
void nth_every_step(const struct request *request, struct scene *scene,
		    void (*clean)(struct scene *scene));

/* Loads a module of ours; 0, or -1 with errno. */
int load_module(const char *name);

/*
 * Unloads a module and loads it again and again: what its own initialization asks
 * for fails, one after the other. The rest of loading is the kernel's own affair. The
 * module is not loaded in the end.
 * @spared:	a function of the kernel's below which nothing fails; NULL: none
 */
void nth_load(const char *name, const char *spared);

#endif /* NTH_H */
