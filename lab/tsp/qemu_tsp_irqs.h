/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Add the secure physical timer to the firmware's table of secure interrupts for
 * this board. The TSP starts that timer on each CPU and waits for its interrupt.
 *
 * tsp-qemu.mk includes this in front of the only file that uses the table. Two
 * macros make up the table. The second one is for EL3 interrupts and is otherwise
 * empty on this board. An S-EL1 line is fine there, since every line names its
 * group.
 */
#ifndef QEMU_TSP_IRQS_H
#define QEMU_TSP_IRQS_H

#include <platform_def.h>

#undef PLATFORM_G0_PROPS
#define PLATFORM_G0_PROPS(grp)						\
	INTR_PROP_DESC(TSP_IRQ_SEC_PHY_TIMER, GIC_HIGHEST_SEC_PRIORITY,	\
		       INTR_GROUP1S, GIC_INTR_CFG_LEVEL)

#endif /* QEMU_TSP_IRQS_H */
