/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Set up and tear down the memory behind the message slots
 */
#ifndef OPTEE_SLOT_CHUNK_H
#define OPTEE_SLOT_CHUNK_H

struct optee;

int optee_slots_init(struct optee *optee);
void optee_slots_fill(struct optee *optee);
void optee_slots_destroy(struct optee *optee);

#endif /* OPTEE_SLOT_CHUNK_H */
