/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory for keys. It is never swapped out or dumped, has inaccessible pages around it, and is
 * wiped when it is freed. If the kernel has memfd_secret(2), the kernel itself has no mapping of
 * it either.
 */
#ifndef SOFTTEED_API_OBJECT_SECRET_H
#define SOFTTEED_API_OBJECT_SECRET_H

#include <stddef.h>

/* Size of the largest allocation, in bytes. */
#define SECRET_MAX_SIZE		65536
/* Most memory that a process can have, in bytes, with the unused part of its arenas. */
#define SECRET_MAX_TOTAL	(64 * 65536)

/**
 * secret_alloc() - allocate zeroed memory for a secret
 * @size:	bytes wanted; 0 counts as 1
 *
 * The memory belongs to the process that allocated it: a child of fork() does not have it.
 * RLIMIT_MEMLOCK bounds it too. Without locks: callers in several threads must take turns.
 *
 * Return: memory aligned for any type, to be freed with secret_free(), or NULL if @size is more
 * than SECRET_MAX_SIZE or a limit is reached.
 */
void *secret_alloc(size_t size);

/**
 * secret_free() - wipe and free memory
 * @secret:	memory from secret_alloc(), or NULL
 *
 * Aborts the process if @secret is not an allocation.
 */
void secret_free(void *secret);

#endif /* SOFTTEED_API_OBJECT_SECRET_H */
