/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Model of the supplicant's file storage. Each reply is checked against it, and
 * a wrong one aborts the program. The storage is expected to follow these
 * rules:
 *
 *  - BAD_PARAMETERS for malformed requests and for handles that aren't open
 *  - A name opens the file that was created or renamed to it, as long as there
 *    is one. An exception is the directory file of an unfinished store, which
 *    is reported as missing (see storage/fs_store.h).
 *  - Reads return what was written, up to the file's size, no matter if it's
 *    in memory or on the disk.
 *  - A truncation is visible at once. Once it is closed, the file on disk can
 *    have any size from the new one to the old one.
 *  - The end of a worker closes directory handles. If a file isn't found under
 *    the name it was opened by, all one can do with its handles is close them.
 *    As bytes written to it may be lost, writes to open directory files may
 *    fail from then on.
 *
 * Some things are left open and are not checked: the bytes between a truncated
 * file's end and a later write beyond it, and the contents of a file that was
 * truncated with two handles open, renamed while it was open, or hit by a
 * failed write.
 */
#ifndef TESTS_FUZZ_FS_MODEL_H
#define TESTS_FUZZ_FS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "request/message.h"
#include "supplicant_input.h"

enum { FS_OPEN, FS_CREATE, FS_CLOSE, FS_READ, FS_WRITE, FS_TRUNCATE, FS_REMOVE, FS_RENAME,
	FS_OPENDIR, FS_CLOSEDIR, FS_READDIR };

/** model_start() - start with empty storage in @directory, which must stay open */
void model_start(int directory);

/** model_stop() - free the model's memory */
void model_stop(void);

/**
 * model_handle() - pick one of the handles returned so far, open or closed
 * @which:	any number
 *
 * Return: the handle, or 0 if there hasn't been one.
 */
uint32_t model_handle(unsigned int which);

/**
 * model_open_handles() - count the open handles
 *
 * Return: their number.
 */
unsigned int model_open_handles(void);

/**
 * model_is_full() - check if there is room for more files
 *
 * Return: true if the model's or the storage's table might be full.
 */
bool model_is_full(void);

/** model_restart() - a new worker has taken over */
void model_restart(void);

/** model_fill() - fill @data with something different on each call */
void model_fill(uint8_t *data, size_t size);

/**
 * model_answer() - check a reply and update the model
 * @asked:	request from the kernel
 * @answer:	reply to the kernel
 * @names:	shared memory with id 0
 * @data:	shared memory with id 1
 */
void model_answer(const struct supp_message *asked, const struct supp_message *answer,
		  const uint8_t *names, const uint8_t *data);

#endif
