/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each allocation, and each copy from or to user space, of a request fails once: the request is
 * made again and again, and the Nth time the kernel makes its Nth such step fail. The request
 * must then succeed or return the right error, and leave nothing behind, and the next one must
 * work. The debug kernel reports memory that is lost or used after it was freed.
 */
#ifndef NTH_H
#define NTH_H

#include <stdbool.h>

/* Objects that requests work on; each program defines its own. */
struct scene;

struct request {
	bool takes_nothing;			/* has no step that can fail */
	void (*prepare)(struct scene *s);
	int (*attempt)(struct scene *s);	/* -1 with errno, as a system call */
	void (*check)(struct scene *s);		/* after success; may be NULL */
	void (*undo)(struct scene *s);		/* always; may be NULL */
};

/*
 * Make a request with each step failing once. It may fail with ENOMEM and EFAULT. @clean resets
 * the scene after each time, whatever the result.
 */
void nth_every_step(const struct request *request, struct scene *scene,
		    void (*clean)(struct scene *scene));

/* Load a module of this project; 0, or -1 with errno. */
int load_module(const char *name);

/*
 * Unload a module and load it again and again, with each step of its initialization failing
 * once. Steps of the kernel's loader do not fail. The module is not loaded afterwards.
 * @spared:	kernel function in which no step fails, or NULL
 */
void nth_load(const char *name, const char *spared);

#endif /* NTH_H */
