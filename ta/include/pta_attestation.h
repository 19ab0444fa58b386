/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands of OP-TEE's attestation service. It signs with an RSA key of its own,
 * TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA256 with a salt of 32 bytes. I: input, O: output, V: value,
 * M: memory reference.
 */
#ifndef __PTA_ATTESTATION_H
#define __PTA_ATTESTATION_H

#define PTA_ATTESTATION_UUID \
	{ 0x39800861, 0x182a, 0x4720, { 0x9b, 0x67, 0x2b, 0xcd, 0x62, 0x2b, 0xc0, 0xb5 } }

/* MO: public exponent; MO: modulus; VO: algorithm */
#define PTA_ATTESTATION_GET_PUBKEY		0
/* MI: UUID; MI: nonce; MO: the digest in the application's signed header, signature */
#define PTA_ATTESTATION_GET_TA_SHDR_DIGEST	1
/* MI: nonce; MO: digest of the calling application's code and constants, signature */
#define PTA_ATTESTATION_HASH_TA_MEMORY		2
/* MI: nonce; MO: digest of the TEE's code and constants, signature */
#define PTA_ATTESTATION_HASH_TEE_MEMORY		3

#endif
