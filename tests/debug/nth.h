/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fault injection for requests. A request is made repeatedly. The Nth time, its
 * Nth allocation, or copy from or to user space, fails. The request must then
 * succeed or return the right error, and release everything, and the next
 * request must work. The debug kernel reports memory that is leaked or used
 * after it was freed.
 */
#ifndef NTH_H
#define NTH_H

#include <stdbool.h>

/* Objects that requests use; each program defines its own. */
struct scene;

struct request {
	bool takes_nothing;			/* no step of the request can fail */
	void (*prepare)(struct scene *s);
	int (*attempt)(struct scene *s);	/* returns -1 with errno on error */
	void (*check)(struct scene *s);		/* called after success; may be NULL */
	void (*undo)(struct scene *s);		/* always called; may be NULL */
};

/*
 * Make a request repeatedly, with a different step failing each time. It may
 * fail with ENOMEM and EFAULT. @clean resets the scene after each time,
 * regardless of the result.
 */
void nth_every_step(const struct request *request, struct scene *scene,
		    void (*clean)(struct scene *scene));

/* Load a module of this project; 0, or -1 with errno. */
int load_module(const char *name);

/*
 * Unload and load a module repeatedly, with each step of its initialization failing once. Steps of
 * the kernel's module loader do not fail. The module is not loaded afterwards.
 * @spared:	kernel function whose steps must not fail, or NULL
 */
void nth_load(const char *name, const char *spared);

#endif /* NTH_H */
