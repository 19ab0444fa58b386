/* SPDX-License-Identifier: GPL-2.0-only */
/* Allocator for memory that was reserved for a TEE at boot */
#ifndef TEE_RESERVED_H
#define TEE_RESERVED_H

#include <linux/types.h>

struct tee_region;

struct tee_reserved;
struct tee_reserved *tee_reserved_get(phys_addr_t paddr, size_t size);
void tee_reserved_keep(struct tee_reserved *reserved);
void tee_reserved_put(struct tee_reserved *reserved);
size_t tee_reserved_size(const struct tee_reserved *reserved);
size_t tee_reserved_client_part(const struct tee_reserved *reserved);
bool tee_reserved_is_kept(const struct tee_reserved *reserved,
			  const struct tee_region *region);
int tee_reserved_carve(struct tee_reserved *reserved, struct tee_region *region,
		       size_t num_pages, bool kept_too);
void tee_reserved_uncarve(struct tee_reserved *reserved, struct tee_region *region);

#endif /* TEE_RESERVED_H */
