/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A new store: what OP-TEE would take for broken, because the power went away before the store
 * had an object with content. It is recognized here and answered as absent, so that OP-TEE makes
 * a new one.
 *
 * The mark is a file, FS_UNFINISHED_FILE. It is made before the directory file, and removed when
 * an object has content.
 */
#ifndef SUPPLICANT_FS_STORE_H
#define SUPPLICANT_FS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fs_slot;

/**
 * fs_store_commit_number() - the counter of a header that is about to be written
 *
 * Return: the counter; 0: what is written is no header.
 */
uint32_t fs_store_commit_number(const void *data, size_t size, uint64_t offset);

/**
 * fs_store_find() - look for a store in a directory file that is being opened
 * @folder:	the storage folder
 * @slot: @fd:	the directory file's
 *
 * Return: 0; -ENOENT: the store was never finished, nothing is lost with it; or -errno.
 */
int fs_store_find(int folder, struct fs_slot *slot, int fd);

/**
 * fs_store_mark() - make the mark
 *
 * Where it cannot be made, the directory file cannot be made either: its own error says why.
 */
void fs_store_mark(int folder);

/** fs_store_unmark() - remove the mark. Return: 0, -ENOENT where there was none, or -errno */
int fs_store_unmark(int folder);

/** fs_store_is_filled() - whether the first object has content */
bool fs_store_is_filled(int folder);

#endif
