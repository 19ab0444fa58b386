/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Add a line to the firmware's table of this board's secure interrupts: the secure
 * physical timer, which the TSP starts on each CPU and waits for.
 *
 * tsp-qemu.mk includes this before the one file with the table. The table consists
 * of two macros. The second, for interrupts to EL3, is empty on this board. It may
 * hold a line for S-EL1, because each line names its group.
 */
#ifndef QEMU_TSP_IRQS_H
#define QEMU_TSP_IRQS_H

#include <platform_def.h>

#undef PLATFORM_G0_PROPS
#define PLATFORM_G0_PROPS(grp)						\
	INTR_PROP_DESC(TSP_IRQ_SEC_PHY_TIMER, GIC_HIGHEST_SEC_PRIORITY,	\
		       INTR_GROUP1S, GIC_INTR_CFG_LEVEL)

#endif /* QEMU_TSP_IRQS_H */
