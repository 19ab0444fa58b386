# SPDX-License-Identifier: BSD-2-Clause
#
# What TF-A's build must know to make its Test Secure Payload run on QEMU's virt
# board with a GICv3. TF-A reads this where it looks for a platform's part of the
# TSP (bl32/tsp/tsp.mk); lab/firmware points it here.

QEMU_TSP_DIR		:=	$(dir $(lastword $(MAKEFILE_LIST)))

# This is read before the platform's own makefile: names of that one are expanded
# only when the list is used.
BL32_SOURCES		+=	$(QEMU_TSP_DIR)qemu_tsp_setup.c			\
				plat/common/aarch64/platform_mp_stack.S		\
				plat/common/plat_gicv3.c			\
				${PLAT_QEMU_COMMON_PATH}/aarch64/plat_helpers.S	\
				${PLAT_QEMU_COMMON_PATH}/topology.c		\
				${GICV3_SOURCES}

# The secure physical timer's interrupt, a constant of the board.
$(eval $(call add_define_val,TSP_IRQ_SEC_PHY_TIMER,29))

# All the memory that the board gives a BL32 is the TSP's.
$(eval $(call add_define_val,TSP_SEC_MEM_BASE,BL32_MEM_BASE))
$(eval $(call add_define_val,TSP_SEC_MEM_SIZE,BL32_MEM_SIZE))
$(eval $(call add_define_val,TSP_PROGBITS_LIMIT,BL32_LIMIT))

# The firmware must know that interrupt for a secure one.
%/bl31/qemu_gicv3.o: CFLAGS += -include $(QEMU_TSP_DIR)qemu_tsp_irqs.h

# The TSP alone tells more: of each interrupt too.
BL32_CPPFLAGS		+=	-ULOG_LEVEL -DLOG_LEVEL=50
