/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unfinished new stores. If power is lost before a new store has an object with
 * content, OP-TEE considers it damaged. Such a store is recognized here and
 * reported as absent, so that OP-TEE creates a new one.
 *
 * The mark is a file, FS_UNFINISHED_FILE. It is created before the directory
 * file, and removed when an object has content.
 */
#ifndef SUPPLICANT_FS_STORE_H
#define SUPPLICANT_FS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fs_slot;

/**
 * fs_store_commit_number() - return the counter of a header that is about to be
 * written
 *
 * Return: the counter; 0: the bytes are not a header.
 */
uint32_t fs_store_commit_number(const void *data, size_t size, uint64_t offset);

/**
 * fs_store_find() - check whether the store of a directory file was finished
 * @directory:	the storage directory
 * @slot: @fd:	slot and descriptor of the directory file, which is being opened
 *
 * Return: 0; -ENOENT: the store was not finished, and contains nothing that
 * could be lost; or -errno.
 */
int fs_store_find(int directory, struct fs_slot *slot, int fd);

/**
 * fs_store_mark() - create the mark
 *
 * An error is ignored: if the mark cannot be created, neither can the directory
 * file, and that error is reported.
 */
void fs_store_mark(int directory);

/** fs_store_unmark() - remove the mark. Return: 0, -ENOENT if it does not exist, or -errno */
int fs_store_unmark(int directory);

/** fs_store_is_filled() - check whether the first object has content */
bool fs_store_is_filled(int directory);

#endif
