/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of the libraries that a shared object needs, in its ELF file */
#ifndef SOFTTEED_NEEDED_H
#define SOFTTEED_NEEDED_H

#include <stddef.h>
#include <stdint.h>

/**
 * needed_for_each() - call a function for each library that a shared object needs
 * @file:	the ELF file
 * @size:	its size in bytes
 * @each:	called with the library's name, which it may replace by one that isn't longer;
 *		returns 0 to go on, or -errno
 * @data:	its other argument
 *
 * Return: 0, what @each returned if that isn't 0, or -EBADMSG if @file isn't an ELF file for
 * this machine, or is broken.
 */
int needed_for_each(uint8_t *file, size_t size,
		    int (*each)(char *name, void *data), void *data);

#endif
