/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Models the supplicant's file storage. The model checks the reply to each request, and
 * aborts the program if the reply is wrong. The storage must obey these rules:
 *
 *  - A request that is invalid, or that names a handle that is not open, fails with
 *    BAD_PARAMETERS.
 *  - A name can be opened if and only if its file exists. It refers to the file that was
 *    created under this name or renamed to it. The directory file of an unfinished store
 *    (storage/fs_store.h) is reported as missing.
 *  - A read returns the bytes that were written, up to the file's size, whether they are
 *    in memory or on the disk.
 *  - Reads see a truncation immediately. After the file is closed, its size on the disk
 *    is between the truncated size and the size before the truncation.
 *  - When a worker ends, directory handles are closed. If a file no longer has the name
 *    under which it was opened, its handles can only be closed. Bytes written to such a
 *    file may be lost, so writes to open directory files may fail.
 *
 * The model does not check what is unspecified: the bytes between the end of a truncated
 * file and a later write beyond that end; and the contents of a file that was truncated
 * while two handles were open, that was renamed while it was open, or to which a write
 * failed.
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
 * model_handle() - select a handle that a reply has returned, whether it is open or closed
 * @which:	any number
 *
 * Return: the handle, or 0 if no reply has returned one.
 */
uint32_t model_handle(unsigned int which);

/**
 * model_open_handles() - count the open handles
 *
 * Return: their number.
 */
unsigned int model_open_handles(void);

/**
 * model_is_full() - check whether more files may be opened
 *
 * Return: true if the table of the model or of the storage might be full.
 */
bool model_is_full(void);

/** model_restart() - record that a new worker has taken over */
void model_restart(void);

/** model_fill() - fill @data with bytes that differ from call to call */
void model_fill(uint8_t *data, size_t size);

/**
 * model_answer() - check the reply to a request, and update the model
 * @asked:	request from the kernel
 * @answer:	reply to the kernel
 * @names:	shared memory with id 0
 * @data:	shared memory with id 1
 */
void model_answer(const struct supp_message *asked, const struct supp_message *answer,
		  const uint8_t *names, const uint8_t *data);

#endif
