/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conversion between the core's parameters and the messages in <linux/vtee.h>.
 *
 * Nothing in here locks, allocates or does I/O, so the same code is also built for the
 * host, where it can be fuzzed.
 */
#ifndef VTEE_MESSAGE_H
#define VTEE_MESSAGE_H

#include <linux/tee_core.h>
#include <linux/vtee.h>

int vtee_request_encode(struct vtee_request *request, const struct tee_param *params,
			u32 num_params, const u32 *regions);
size_t vtee_request_size(const struct vtee_request *request);
int vtee_answer_check(const struct vtee_request *request, const struct vtee_answer *answer);
void vtee_answer_apply(const struct vtee_answer *answer, struct tee_param *params);

#endif /* VTEE_MESSAGE_H */
