// SPDX-License-Identifier: BSD-2-Clause
/*
 * The Test Secure Payload on QEMU's virt board: its console, its address space,
 * and what it leaves alone.
 *
 * All this runs once, on the first CPU. The others find the page tables ready and
 * turn their MMU on by TF-A's own bl32_plat_enable_mmu(); each has a stack of its
 * own from platform_mp_stack.S.
 */

#include <bl32/tsp/platform_tsp.h>
#include <common/bl_common.h>
#include <drivers/arm/pl011.h>
#include <drivers/console.h>
#include <lib/xlat_tables/xlat_tables_v2.h>
#include <platform_def.h>

static console_t tsp_console;

/* The second serial port: the first is Linux's. */
void tsp_early_platform_setup(void)
{
	console_pl011_register(UART1_BASE, UART1_CLK_IN_HZ, PLAT_QEMU_CONSOLE_BAUDRATE,
			       &tsp_console);
	console_set_scope(&tsp_console, CONSOLE_FLAG_BOOT | CONSOLE_FLAG_RUNTIME);
}

/*
 * The TSP sees itself and its serial port, and nothing else: it reaches the
 * interrupt controller through system registers.
 */
void tsp_plat_arch_setup(void)
{
	const mmap_region_t image[] = {
		MAP_REGION_FLAT(BL32_BASE, BL32_END - BL32_BASE,
				MT_MEMORY | MT_RW | MT_SECURE),
		MAP_REGION_FLAT(BL_CODE_BASE, BL_CODE_END - BL_CODE_BASE,
				MT_CODE | MT_SECURE),
		MAP_REGION_FLAT(BL_RO_DATA_BASE, BL_RO_DATA_END - BL_RO_DATA_BASE,
				MT_RO_DATA | MT_SECURE),
		{ 0 }
	};
	const mmap_region_t devices[] = {
		MAP_REGION_FLAT(UART1_BASE, PAGE_SIZE, MT_DEVICE | MT_RW | MT_SECURE),
		{ 0 }
	};

	setup_page_tables(image, devices);
	enable_mmu_el1(0);
}

/*
 * The interrupt controller is BL31's, which has set it up, for each CPU too, before
 * the TSP runs there. Doing so again from here would hang the boot.
 */
void tsp_platform_setup(void)
{
}
