/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One more line in the firmware's table of this board's secure interrupts: that of the
 * secure physical timer, which the TSP starts on each CPU and waits for.
 *
 * tsp-qemu.mk puts this before the one file that holds the table. It is made of two
 * macros, of which the second, for what goes to EL3 itself, is empty on this board; it
 * may hold a line for S-EL1 as well, for each line names its group.
 */
#ifndef QEMU_TSP_IRQS_H
#define QEMU_TSP_IRQS_H

#include <platform_def.h>

#undef PLATFORM_G0_PROPS
#define PLATFORM_G0_PROPS(grp)						\
	INTR_PROP_DESC(TSP_IRQ_SEC_PHY_TIMER, GIC_HIGHEST_SEC_PRIORITY,	\
		       INTR_GROUP1S, GIC_INTR_CFG_LEVEL)

#endif /* QEMU_TSP_IRQS_H */
