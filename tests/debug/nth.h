/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fault injection. A request runs again and again, and on the Nth run its Nth
 * allocation or user copy fails. It then has to either succeed or return the right
 * error, without leaving anything behind, and the request after that has to work.
 * Leaks and use after free are for the debug kernel to find.
 */
#ifndef NTH_H
#define NTH_H

#include <stdbool.h>

/* Every program defines its own. */
struct scene;

struct request {
	bool takes_nothing;			/* has no step that could fail */
	void (*prepare)(struct scene *s);
	int (*attempt)(struct scene *s);	/* -1 with errno on error */
	void (*check)(struct scene *s);		/* after success; may be NULL */
	void (*undo)(struct scene *s);		/* always called; may be NULL */
};

/*
 * Let each of the request's steps fail once, with ENOMEM or EFAULT as the only
 * errors it may return. @clean resets the scene after each run, whatever happened.
 */
void nth_every_step(const struct request *request, struct scene *scene,
		    void (*clean)(struct scene *scene));

/* Load one of our modules. Returns 0, or -1 with errno. */
int load_module(const char *name);

/*
 * Load and unload a module until each step in its init has failed once. Steps in
 * the kernel's module loader don't count, nor do those in the kernel function
 * @spared (may be NULL). The module isn't loaded when this returns.
 */
void nth_load(const char *name, const char *spared);

#endif /* NTH_H */
