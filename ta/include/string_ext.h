/* SPDX-License-Identifier: BSD-2-Clause */
/* String and memory functions that OP-TEE's applications use and the C library may lack. */
#ifndef __STRING_EXT_H
#define __STRING_EXT_H

#include <features.h>
#include <stddef.h>
#include <string.h>

#if !defined(__GLIBC_PREREQ) || !__GLIBC_PREREQ(2, 38)
/**
 * strlcpy() - copy a string, cut off to fit
 * @to:		[out] where to put it
 * @from:	the string
 * @size:	bytes at @to; if not 0, the copy is terminated
 *
 * Return: the length of @from.
 */
static inline size_t strlcpy(char *to, const char *from, size_t size)
{
	size_t length = strlen(from);

	if (size) {
		size_t copied = length < size ? length : size - 1;

		memcpy(to, from, copied);
		to[copied] = '\0';
	}
	return length;
}

/**
 * strlcat() - append a string, cut off to fit
 * @to:		the string to append to
 * @from:	what to append
 * @size:	bytes at @to
 *
 * Return: the length that the whole string would have.
 */
static inline size_t strlcat(char *to, const char *from, size_t size)
{
	size_t length = strnlen(to, size);

	return length + strlcpy(to + length, from, size - length);
}
#endif

/** consttime_memcmp() - compare memory in a time that does not depend on what it holds */
static inline int consttime_memcmp(const void *p1, const void *p2, size_t size)
{
	const volatile unsigned char *a = (const unsigned char *)p1;
	const volatile unsigned char *b = (const unsigned char *)p2;
	unsigned int different = 0;

	for (size_t n = 0; n < size; n++)
		different |= a[n] ^ b[n];
	return different != 0;
}

/* Its old name */
static inline int buf_compare_ct(const void *p1, const void *p2, size_t size)
{
	return consttime_memcmp(p1, p2, size);
}

/** memzero_explicit() - clear memory, even if nothing reads it afterwards */
static inline void memzero_explicit(void *at, size_t size)
{
	explicit_bzero(at, size);
}

#endif
