/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Secure world's notification interrupt
 */
#ifndef OPTEE_NOTIFY_IRQ_H
#define OPTEE_NOTIFY_IRQ_H

#include <linux/types.h>

struct optee;

int optee_notifier_start_irq(struct optee *optee, unsigned int irq);
bool optee_notifier_wait_idle(struct optee *optee);
void optee_notifier_stop_irq(struct optee *optee);

#endif /* OPTEE_NOTIFY_IRQ_H */
