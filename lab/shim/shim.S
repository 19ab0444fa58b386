/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A shim at EL2, between the kernel and the secure monitor, which receives calls
 * by conduits other than SMC:
 *
 *  - HVC: a call of the SMC Calling Convention is made as an SMC with the same
 *    registers, and its results are returned;
 *  - HVC with SHIM_CALL_BY_POINTER: x1 is the physical address of a block of
 *    eight registers. The shim makes the call that they describe, writes its four
 *    results to the start of the block, and returns 0 in x0.
 *
 * The kernel's SMCs are trapped and handled in the same way, so that a call by
 * pointer works over SMC too. PSCI starts secondary processors here, and they
 * enter EL1 as the first one did.
 *
 * The firmware enters the shim with the device tree in x0. The shim starts the
 * kernel at KERNEL_ENTRY. Its MMU is off, so the memory that it shares with the
 * kernel is cleaned and invalidated by address.
 */

#define SHIM_CALL_BY_POINTER	0xc3000001
#define PSCI_CPU_ON_64		0xc4000003
#define PSCI_INVALID_ADDRESS	-9
#define SMCCC_UNKNOWN		-1

#define EC_HVC64		0x16
#define EC_SMC64		0x17

/* EL1 is 64-bit, SMCs are trapped */
#define HCR_EL2_VALUE		((1 << 31) | (1 << 19))
#define SCTLR_EL1_RESET		0x30d00800
/* D, A, I, F masked; EL1 with its own stack */
#define SPSR_EL1H_MASKED	0x3c5

/* The start block of a secondary processor: offsets of entry and context */
#define START_ENTRY		0
#define START_CONTEXT		8

	.macro load_address reg, symbol
	adrp	\reg, \symbol
	add	\reg, \reg, :lo12:\symbol
	.endm

	.section .text
	.globl	_start
_start:
	ldr	x1, =KERNEL_ENTRY
	b	go_down

/* A secondary processor; x0: its start block */
secondary_start:
	ldr	x1, [x0, #START_ENTRY]
	ldr	x0, [x0, #START_CONTEXT]

/* Enter EL1; x1: the entry, x0: its argument */
go_down:
	mrs	x2, mpidr_el1
	and	x2, x2, #0xff
	cmp	x2, #MAX_PROCESSORS
	b.hs	unexpected
	load_address x3, stacks
	add	x2, x2, #1
	add	x2, x3, x2, lsl #8
	mov	sp, x2
	load_address x2, vectors
	msr	vbar_el2, x2
	ldr	x2, =HCR_EL2_VALUE
	msr	hcr_el2, x2
	/*
	 * EL1 owns timers, floating point, debugging and the interrupt
	 * controller.
	 */
	mov	x2, #3
	msr	cnthctl_el2, x2
	msr	cntvoff_el2, xzr
	mov	x2, #0x33ff
	msr	cptr_el2, x2
	msr	hstr_el2, xzr
	mrs	x2, pmcr_el0
	ubfx	x2, x2, #11, #5
	msr	mdcr_el2, x2
	mov	x2, #0xf
	msr	s3_4_c12_c9_5, x2		/* ICC_SRE_EL2 */
	mrs	x2, midr_el1
	msr	vpidr_el2, x2
	mrs	x2, mpidr_el1
	msr	vmpidr_el2, x2
	msr	vttbr_el2, xzr
	ldr	x2, =SCTLR_EL1_RESET
	msr	sctlr_el1, x2
	mov	x2, #SPSR_EL1H_MASKED
	msr	spsr_el2, x2
	msr	elr_el2, x1
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	isb
	eret

/*
 * A call from EL1. Its results are in x0 to x3. All other registers are
 * preserved; the shim saves those that it uses on the processor's stack.
 */
handle_call:
	stp	x16, x17, [sp, #-16]!
	mrs	x17, esr_el2
	lsr	x17, x17, #26
	cmp	x17, #EC_HVC64
	b.eq	1f
	cmp	x17, #EC_SMC64
	b.ne	unexpected
	/* A trapped SMC returns to itself, unlike an HVC. */
	mrs	x16, elr_el2
	add	x16, x16, #4
	msr	elr_el2, x16
1:	mov	w16, w0
	ldr	w17, =PSCI_CPU_ON_64
	cmp	w16, w17
	b.eq	start_processor
	ldr	w17, =SHIM_CALL_BY_POINTER
	cmp	w16, w17
	b.eq	call_by_pointer
	ldp	x16, x17, [sp], #16
	smc	#0
	eret

/* CPU_ON; x1: the processor, x2: its entry, x3: its context */
start_processor:
	and	x16, x1, #0xff
	cmp	x16, #MAX_PROCESSORS
	b.hs	2f
	load_address x17, start_blocks
	add	x17, x17, x16, lsl #4
	str	x2, [x17, #START_ENTRY]
	str	x3, [x17, #START_CONTEXT]
	dsb	sy
	load_address x2, secondary_start
	mov	x3, x17
	ldp	x16, x17, [sp], #16
	smc	#0
	eret
2:	mov	x0, #PSCI_INVALID_ADDRESS
	ldp	x16, x17, [sp], #16
	eret

/* x1: physical address of the block */
call_by_pointer:
	stp	x4, x5, [sp, #-16]!
	stp	x6, x7, [sp, #-16]!
	mov	x16, x1
	stp	x16, xzr, [sp, #-16]!
	dc	civac, x16
	dsb	sy
	ldp	x0, x1, [x16]
	ldp	x2, x3, [x16, #16]
	ldp	x4, x5, [x16, #32]
	ldp	x6, x7, [x16, #48]
	smc	#0
	ldp	x16, xzr, [sp], #16
	stp	x0, x1, [x16]
	stp	x2, x3, [x16, #16]
	dsb	sy
	dc	civac, x16
	dsb	sy
	mov	x0, xzr
	ldp	x6, x7, [sp], #16
	ldp	x4, x5, [sp], #16
	ldp	x16, x17, [sp], #16
	eret

/* Nothing else is trapped: stop the CPU, so that the fault is noticed. */
unexpected:
	wfi
	b	unexpected

	.macro vector target
	.balign	0x80
	b	\target
	.endm

	.balign	0x800
vectors:
	.rept	8
	vector	unexpected
	.endr
	/*
	 * Vectors of lower, 64-bit levels: synchronous first, then interrupts
	 */
	vector	handle_call
	.rept	7
	vector	unexpected
	.endr

	.section .bss
	.balign	64
start_blocks:
	.skip	16 * MAX_PROCESSORS
	.balign	256
stacks:
	.skip	256 * MAX_PROCESSORS
