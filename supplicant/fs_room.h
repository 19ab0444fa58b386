/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory for what is kept of open files. OP-TEE opens and closes a file for each use of an
 * object, and the C library gives and takes back so much memory at a high price: some is
 * kept for the next file. Any thread may call.
 */
#ifndef SUPPLICANT_FS_ROOM_H
#define SUPPLICANT_FS_ROOM_H

#include <stddef.h>

/** room_take() - get @size bytes, of any content. Return: them, or NULL */
void *room_take(size_t size);

/** room_give() - give back what room_take() gave for the same @size; NULL: nothing */
void room_give(void *room, size_t size);

/** room_free() - keep none any more, for tests */
void room_free(void);

#endif
