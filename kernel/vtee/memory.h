/* SPDX-License-Identifier: GPL-2.0-only */
/* The clients' memory, and what a server maps of it */
#ifndef VTEE_MEMORY_H
#define VTEE_MEMORY_H

#include "vtee/vtee.h"

struct vm_area_struct;

extern const struct tee_shm_pool_ops vtee_memory;

int vtee_memory_grant(struct vtee_call *call, const struct tee_param *params, u32 num_params,
		      u32 *regions);
struct vtee_grant *vtee_memory_share(const struct vtee_grant *grant, struct vtee_queue *queue);
int vtee_memory_mmap(struct vtee_queue *queue, struct vm_area_struct *vma);
void vtee_memory_forget(struct vtee_queue *queue);

#endif /* VTEE_MEMORY_H */
