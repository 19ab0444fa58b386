/* SPDX-License-Identifier: BSD-2-Clause */
/* A page is known by its number: what page_to_phys() gives back. */
#ifndef SHIM_MM_H
#define SHIM_MM_H
#include <linux/types.h>
struct page {
	phys_addr_t address;
};
static inline phys_addr_t page_to_phys(const struct page *page)
{
	return page->address;
}
#endif
