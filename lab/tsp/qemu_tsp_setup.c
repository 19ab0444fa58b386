// SPDX-License-Identifier: BSD-2-Clause
/*
 * Test Secure Payload port for QEMU's virt board: console and address space. The
 * interrupt controller is left to BL31.
 *
 * All of this runs once, on the first CPU. The others share its page tables (TF-A's
 * bl32_plat_enable_mmu() turns their MMU on) and have their own stacks from
 * platform_mp_stack.S.
 */

#include <bl32/tsp/platform_tsp.h>
#include <common/bl_common.h>
#include <drivers/arm/pl011.h>
#include <drivers/console.h>
#include <lib/xlat_tables/xlat_tables_v2.h>
#include <platform_def.h>

static console_t tsp_console;

/* Use the second serial port, since Linux owns the first one. */
void tsp_early_platform_setup(void)
{
	console_pl011_register(UART1_BASE, UART1_CLK_IN_HZ, PLAT_QEMU_CONSOLE_BAUDRATE,
			       &tsp_console);
	console_set_scope(&tsp_console, CONSOLE_FLAG_BOOT | CONSOLE_FLAG_RUNTIME);
}

/*
 * The interrupt controller is reached through system registers, so the TSP itself
 * and its serial port are all we need to map.
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
 * BL31 sets up the interrupt controller on each CPU before the TSP runs there.
 * Doing it again here would hang the boot.
 */
void tsp_platform_setup(void)
{
}
