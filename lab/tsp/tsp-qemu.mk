# SPDX-License-Identifier: BSD-2-Clause
#
# What TF-A's build needs to run its Test Secure Payload on QEMU's virt board
# with a GICv3. TF-A includes this file as the platform's part of the TSP
# (bl32/tsp/tsp.mk), because lab/firmware sets TSP_PLAT_MAKEFILE.

QEMU_TSP_DIR		:=	$(dir $(lastword $(MAKEFILE_LIST)))

# This is included before the platform's own makefile. Variables of that
# makefile are expanded only when the list is used.
BL32_SOURCES		+=	$(QEMU_TSP_DIR)qemu_tsp_setup.c			\
				plat/common/aarch64/platform_mp_stack.S		\
				plat/common/plat_gicv3.c			\
				${PLAT_QEMU_COMMON_PATH}/aarch64/plat_helpers.S	\
				${PLAT_QEMU_COMMON_PATH}/topology.c		\
				${GICV3_SOURCES}

# The interrupt of the secure physical timer, a constant of the board.
$(eval $(call add_define_val,TSP_IRQ_SEC_PHY_TIMER,29))

# The TSP gets all the memory that the board has for a BL32.
$(eval $(call add_define_val,TSP_SEC_MEM_BASE,BL32_MEM_BASE))
$(eval $(call add_define_val,TSP_SEC_MEM_SIZE,BL32_MEM_SIZE))
$(eval $(call add_define_val,TSP_PROGBITS_LIMIT,BL32_LIMIT))

# The firmware must handle that interrupt as a secure one.
%/bl31/qemu_gicv3.o: CFLAGS += -include $(QEMU_TSP_DIR)qemu_tsp_irqs.h

# Only the TSP logs at this level, which includes each interrupt.
BL32_CPPFLAGS		+=	-ULOG_LEVEL -DLOG_LEVEL=50
