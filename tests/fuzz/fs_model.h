/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Model of the supplicant's file storage. It checks the answer to each request, and ends
 * the program if the answer is wrong. The storage must keep these rules:
 *
 *  - An invalid request, or one for a handle that is not open, is answered with
 *    BAD_PARAMETERS.
 *  - A name can be opened if and only if its file exists, and refers to the file that
 *    was created under this name or renamed to it. The directory file of an unfinished
 *    store (storage/fs_store.h) is reported as missing.
 *  - Reading returns the bytes that were written, up to the file's size, whether they are
 *    in memory or on the disk.
 *  - Reads see a truncation immediately. After the file is closed, its size on the disk
 *    is between the truncated size and the size before.
 *  - When a worker ends, handles of directories are closed. If a file does not have the
 *    name any more by which it was opened, its handles can only be closed. Bytes written
 *    to such files may be lost, and therefore writes to open directory files may fail.
 *
 * Some results are not specified, and therefore not checked: bytes between the end of a
 * truncated file and a later write beyond it; the contents of a file that was truncated
 * while it was open twice, or renamed while it was open, or to which a write failed.
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

/** model_start() - start with an empty storage in @directory, which stays open */
void model_start(int directory);

/** model_stop() - free the model's memory */
void model_stop(void);

/**
 * model_handle() - select a handle, open or closed, that an answer has returned
 * @which:	any number
 *
 * Return: the handle, or 0 if no answer has returned one.
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
 * Return: whether the model, or the storage's table, might have no space left.
 */
bool model_is_full(void);

/** model_restart() - record that another worker has taken over */
void model_restart(void);

/** model_fill() - make bytes for a write, which differ from call to call */
void model_fill(uint8_t *data, size_t size);

/**
 * model_answer() - check the answer to a request, and update the model
 * @asked:	request from the kernel
 * @answer:	answer to the kernel
 * @names:	shared memory with id 0
 * @data:	shared memory with id 1
 */
void model_answer(const struct supp_message *asked, const struct supp_message *answer,
		  const uint8_t *names, const uint8_t *data);

#endif
