/* SPDX-License-Identifier: GPL-2.0-only */
/* The value of a hex digit, or -1, as the kernel has it. */
#ifndef SHIM_HEX_H
#define SHIM_HEX_H

static inline int hex_to_bin(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif /* SHIM_HEX_H */
