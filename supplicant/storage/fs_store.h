/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Until a new store has an object with contents, power loss leaves it in a
 * state that OP-TEE takes for damage. We recognize such a store and pretend
 * that it does not exist, and OP-TEE creates a new one.
 *
 * To that end an unfinished store is marked by a file, FS_UNFINISHED_FILE. It
 * is created before the directory file, and removed once there is an object
 * with contents.
 */
#ifndef SUPPLICANT_FS_STORE_H
#define SUPPLICANT_FS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fs_slot;

/**
 * fs_store_commit_number() - get the counter from a header about to be written
 *
 * Return: the counter; 0: this is not a header.
 */
uint32_t fs_store_commit_number(const void *data, size_t size, uint64_t offset);

/**
 * fs_store_find() - check whether a store was ever finished
 * @directory:	the storage directory
 * @slot: @fd:	the directory file, which is being opened
 *
 * Return: 0; -ENOENT: the store wasn't finished, and there's nothing in it to
 * lose; or another -errno.
 */
int fs_store_find(int directory, struct fs_slot *slot, int fd);

/**
 * fs_store_mark() - create the mark
 *
 * Errors are ignored. If we cannot create the mark, creating the directory file
 * right after it fails too, and that is reported.
 */
void fs_store_mark(int directory);

/** fs_store_unmark() - remove the mark; returns 0, -ENOENT if there is none, or -errno */
int fs_store_unmark(int directory);

/** fs_store_is_filled() - check whether the first object has contents (or can't be read) */
bool fs_store_is_filled(int directory);

#endif
