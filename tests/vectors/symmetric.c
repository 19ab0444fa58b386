// SPDX-License-Identifier: BSD-2-Clause
/* Vectors of digests, MACs, ciphers and authenticated encryption. */

#include <string.h>

#include "tests/vectors/kinds.h"

/* The second of two variants passes the input in pieces. */
static bool in_pieces(unsigned int variant)
{
	return variant % 2;
}

/* Whether a vector that is encrypted and decrypted should do neither in this variant. */
static bool left_out(const struct vector *vector, bool encrypt)
{
	return encrypt ? vector->expected == EXPECT_INVALID || vector_has(vector, "decrypt") :
			 vector_has(vector, "encrypt");
}

/* Fields: msg, out. The size of out is that of the digest. */
void run_digest(const struct vector *vector, unsigned int variant)
{
	struct bytes message = vector_bytes(vector, "msg"), wanted = vector_bytes(vector, "out");
	struct bytes got = vector_alloc(wanted.size), rest = got;
	TEE_OperationHandle operation = vector_operation(vector, TEE_MODE_DIGEST);
	unsigned int turn = 0;
	struct piece piece;
	size_t size;

	while (vector_piece(&message, variant > 0, &turn, &piece))
		TEE_DigestUpdate(operation, piece.data, piece.size);
	if (variant == 2 && message.size) {
		TEE_DigestUpdate(operation, message.data, message.size);
		message.size = 0;
	}
	for (turn = 0; vector_piece(&rest, variant == 2, &turn, &piece);) {
		size = piece.size;
		MUST(TEE_DigestExtract(operation, (uint8_t *)piece.data, &size));
		if (size != piece.size)
			outcome_fail("extracted %zu bytes instead of %zu", size, piece.size);
	}
	size = rest.size;
	MUST(TEE_DigestDoFinal(operation, message.data, message.size, rest.data, &size));
	got.size = got.size - rest.size + size;
	outcome_compare("the digest", got, wanted);
}

/* Fields: msg, out. If out is shorter than the MAC, it is the first bytes of it. */
void run_mac(const struct vector *vector, unsigned int variant)
{
	struct bytes message = vector_bytes(vector, "msg"), wanted = vector_bytes(vector, "out");
	struct bytes got = vector_alloc(64);
	TEE_OperationHandle operation = vector_operation(vector, TEE_MODE_MAC);
	TEE_OperationInfo info;
	unsigned int turn = 0;
	struct piece piece;

	TEE_GetOperationInfo(operation, &info);
	TEE_MACInit(operation, NULL, 0);
	while (vector_piece(&message, in_pieces(variant), &turn, &piece))
		TEE_MACUpdate(operation, piece.data, piece.size);
	if (variant >= 2 && wanted.size == info.digestLength) {
		MUST(TEE_MACCompareFinal(operation, message.data, message.size, wanted.data,
					 wanted.size));
		return;
	}
	MUST(TEE_MACComputeFinal(operation, message.data, message.size, got.data, &got.size));
	if (got.size != info.digestLength)
		outcome_fail("the MAC has %zu bytes, not %u", got.size, info.digestLength);
	if (got.size > wanted.size)
		got.size = wanted.size;
	if (vector->expected == EXPECT_INVALID &&
	    (got.size != wanted.size || memcmp(got.data, wanted.data, got.size)))
		outcome_must(TEE_ERROR_MAC_INVALID, "TEE_MACComputeFinal");
	outcome_compare("the MAC", got, wanted);
}

/* Fields: pt, ct, iv; decrypt or encrypt if only that should be done. */
void run_cipher(const struct vector *vector, unsigned int variant)
{
	const bool encrypt = variant < 2;
	struct bytes in = vector_bytes(vector, encrypt ? "pt" : "ct");
	struct bytes wanted = vector_bytes(vector, encrypt ? "ct" : "pt");
	struct bytes iv, got, rest;
	TEE_OperationHandle operation;
	unsigned int turn = 0;
	struct piece piece;
	size_t size;

	if (left_out(vector, encrypt))
		outcome_leave_out();
	operation = vector_operation(vector, encrypt ? TEE_MODE_ENCRYPT : TEE_MODE_DECRYPT);
	iv = vector_bytes(vector, "iv");
	/* What was wrong only turns out at the end. */
	got = vector_alloc(vector->expected == EXPECT_VALID ? wanted.size : in.size);
	rest = got;
	TEE_CipherInit(operation, iv.size ? iv.data : NULL, iv.size);
	while (vector_piece(&in, in_pieces(variant), &turn, &piece)) {
		size = rest.size;
		MUST(TEE_CipherUpdate(operation, piece.data, piece.size, rest.data, &size));
		rest.data += size;
		rest.size -= size;
	}
	size = rest.size;
	MUST(TEE_CipherDoFinal(operation, in.data, in.size, rest.data, &size));
	got.size = got.size - rest.size + size;
	outcome_compare("the output", got, wanted);
}

/* Fields: pt, ct, iv, aad, tag; decrypt or encrypt if only that should be done. */
void run_ae(const struct vector *vector, unsigned int variant)
{
	const bool encrypt = variant < 2;
	struct bytes in = vector_bytes(vector, encrypt ? "pt" : "ct");
	struct bytes wanted = vector_bytes(vector, encrypt ? "ct" : "pt");
	struct bytes tag = vector_bytes(vector, "tag"), aad = vector_bytes(vector, "aad");
	struct bytes iv = vector_bytes(vector, "iv"), got = vector_alloc(in.size), rest = got;
	struct bytes made = vector_alloc(tag.size);
	TEE_OperationHandle operation;
	unsigned int turn = 0;
	struct piece piece;
	size_t size;

	if (left_out(vector, encrypt))
		outcome_leave_out();
	operation = vector_operation(vector, encrypt ? TEE_MODE_ENCRYPT : TEE_MODE_DECRYPT);
	MUST(TEE_AEInit(operation, iv.data, iv.size, (uint32_t)tag.size * 8, aad.size, in.size));
	while (vector_piece(&aad, in_pieces(variant), &turn, &piece))
		TEE_AEUpdateAAD(operation, piece.data, piece.size);
	TEE_AEUpdateAAD(operation, aad.data, aad.size);
	for (turn = 0; vector_piece(&in, in_pieces(variant), &turn, &piece);) {
		size = rest.size;
		MUST(TEE_AEUpdate(operation, piece.data, piece.size, rest.data, &size));
		rest.data += size;
		rest.size -= size;
	}
	size = rest.size;
	if (encrypt)
		MUST(TEE_AEEncryptFinal(operation, in.data, in.size, rest.data, &size, made.data,
					&made.size));
	else
		MUST(TEE_AEDecryptFinal(operation, in.data, in.size, rest.data, &size, tag.data,
					tag.size));
	got.size = got.size - rest.size + size;
	outcome_compare("the output", got, wanted);
	if (encrypt)
		outcome_compare("the tag", made, tag);
}
