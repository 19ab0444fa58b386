/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of the Arithmetical API, for its code and for the properties */
#ifndef SOFTTEED_BIGINT_LIMITS_H
#define SOFTTEED_BIGINT_LIMITS_H

/*
 * The property gpd.tee.arith.maxBigIntSize, in bits: every function works for operands and
 * moduli up to this size.
 */
#define BIGINT_MAX_BITS		4096

/*
 * The largest number object that an application can initialize, in 32-bit words and with
 * its header. Products and other intermediate results may be larger than BIGINT_MAX_BITS.
 * The ratio of eight is that of OP-TEE.
 */
#define BIGINT_MAX_WORDS	(8 * BIGINT_MAX_BITS / 32)

#endif
