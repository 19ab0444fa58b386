/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the storage of a supplicant has to be: told of every request and its answer, it
 * ends the program where the answer is not one that may come.
 *
 *  - A request that is unsound, or for a handle that is none (any more), is answered with
 *    BAD_PARAMETERS.
 *  - A name that is there can be opened, and no other can; it is the file that was made
 *    or renamed to it. A directory file without a header is not there.
 *  - What was written is read, wherever the bytes are meanwhile, up to the file's size.
 *  - A file that was cut is read as cut; once it is closed it is cut, or has the size
 *    that it had before.
 *
 *  - The end of a worker changes nothing but that handles are none any more of folders,
 *    and of files that have not the name by which they were opened; and that with such a
 *    file bytes may be lost, so that a directory file that is open takes no more.
 *
 * Left alone is what nothing says: bytes between the place where a file was cut and
 * where it was written behind it; a file that was cut while it was open twice, or got
 * another name while it was open; what becomes of a file after a write that failed.
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

/** model_start() - an empty storage in @folder, which stays open */
void model_start(int folder);
void model_stop(void);

/** model_handle() - one that was given out, by chance, open or closed; 0: none was */
uint32_t model_handle(unsigned int which);

/** model_open_handles() - how many are open */
unsigned int model_open_handles(void);

/** model_is_full() - whether so many are open that no more should be */
bool model_is_full(void);

/** model_restart() - another worker has taken over */
void model_restart(void);

/** model_fill() - bytes unlike those before, for a write */
void model_fill(uint8_t *data, size_t size);

/**
 * model_answer() - judge an answer
 * @asked:	the request as the kernel gave it
 * @answer:	what the kernel got
 * @names: @data: the memory with the ids 0 and 1
 */
void model_answer(const struct supp_message *asked, const struct supp_message *answer,
		  const uint8_t *names, const uint8_t *data);

#endif
