/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds of vectors, each in the source that its comment names */
#ifndef VECTORS_KINDS_H
#define VECTORS_KINDS_H

#include "tests/vectors/vector.h"

/*
 * Each function runs a vector in one of several variants, counted from 0. It returns if all is as
 * the vector says, and calls outcome_must() or outcome_fail() if not.
 */

/* symmetric.c: whole, in pieces, extracted in pieces */
#define DIGEST_VARIANTS	3
void run_digest(const struct vector *vector, unsigned int variant);

/* symmetric.c: whole, in pieces; computed, compared */
#define MAC_VARIANTS	4
void run_mac(const struct vector *vector, unsigned int variant);

/* symmetric.c: whole, in pieces; encrypted, decrypted */
#define CIPHER_VARIANTS	4
void run_cipher(const struct vector *vector, unsigned int variant);

/* symmetric.c: whole, in pieces; encrypted, decrypted */
#define AE_VARIANTS	4
void run_ae(const struct vector *vector, unsigned int variant);

/* asymmetric.c */
void run_verify(const struct vector *vector, unsigned int variant);

/* asymmetric.c */
void run_sign(const struct vector *vector, unsigned int variant);

/* asymmetric.c: the ciphertext of the vector, and one of our own */
#define DECRYPT_VARIANTS	2
void run_decrypt(const struct vector *vector, unsigned int variant);

/* asymmetric.c */
void run_derive(const struct vector *vector, unsigned int variant);

/* asymmetric.c */
void run_key(const struct vector *vector, unsigned int variant);

/* asymmetric.c */
void run_prime(const struct vector *vector, unsigned int variant);

#endif
