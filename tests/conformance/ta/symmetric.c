// SPDX-License-Identifier: BSD-2-Clause
/* Cases for digests, ciphers and MACs (TEE Internal Core API 1.3, sections 6.3 to 6.5) */
#include "cases.h"
#include "key.h"

static TEE_OperationHandle operation;
static const uint8_t iv[16] = { 1, 1, 2, 3, 5, 8, 13, 21 };
static uint8_t plain[64], cipher[80], again[80];

static void fill_plain(void)
{
	for (size_t n = 0; n < sizeof(plain); n++)
		plain[n] = (uint8_t)(7 * n);
}

/* Digests */

/* SHA-256 of "abc" (FIPS 180-4) */
static const uint8_t sha256_abc[32] = {
	0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
	0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
	0x15, 0xad,
};

static TEE_Result start_digest(uint32_t algorithm)
{
	return TEE_AllocateOperation(&operation, algorithm, TEE_MODE_DIGEST, 0);
}

static uint32_t digest(void)
{
	uint8_t hash[32];
	size_t size = sizeof(hash);

	EXPECT_OK(start_digest(TEE_ALG_SHA256));
	EXPECT_OK(TEE_DigestDoFinal(operation, "abc", 3, hash, &size));
	EXPECT(size == 32 && !TEE_MemCompare(hash, sha256_abc, 32));
	TEE_DigestUpdate(operation, "a", 1);
	TEE_DigestUpdate(operation, NULL, 0);
	TEE_DigestUpdate(operation, "bc", 2);
	EXPECT_OK(TEE_DigestDoFinal(operation, NULL, 0, hash, &size));
	EXPECT(size == 32 && !TEE_MemCompare(hash, sha256_abc, 32));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t short_digest(void)
{
	uint8_t hash[32];
	size_t size = 31;

	EXPECT_OK(start_digest(TEE_ALG_SHA256));
	TEE_DigestUpdate(operation, "a", 1);
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_DigestDoFinal(operation, "bc", 2, hash, &size));
	EXPECT(size == 32);
	EXPECT_OK(TEE_DigestDoFinal(operation, "bc", 2, hash, &size));
	EXPECT(!TEE_MemCompare(hash, sha256_abc, 32));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t extract(void)
{
	uint8_t whole[64], part[64];
	size_t size = 64, first = 10, second = 54;

	EXPECT_OK(start_digest(TEE_ALG_SHAKE128));
	EXPECT_OK(TEE_DigestDoFinal(operation, "abc", 3, whole, &size));
	EXPECT(size == 64);
	TEE_DigestUpdate(operation, "abc", 3);
	EXPECT_OK(TEE_DigestExtract(operation, part, &first));
	EXPECT_OK(TEE_DigestExtract(operation, part + 10, &second));
	EXPECT(first == 10 && second == 54 && !TEE_MemCompare(whole, part, 64));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t extract_digest(void)
{
	uint8_t part[32];
	size_t first = 10, second = 32;

	EXPECT_OK(start_digest(TEE_ALG_SHA256));
	TEE_DigestUpdate(operation, "abc", 3);
	EXPECT_OK(TEE_DigestExtract(operation, part, &first));
	EXPECT_OK(TEE_DigestExtract(operation, part + 10, &second));
	EXPECT(first == 10 && second == 22 && !TEE_MemCompare(part, sha256_abc, 32));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t update_after_extract(void)
{
	uint8_t part[16];
	size_t size = 16;

	EXPECT_OK(start_digest(TEE_ALG_SHAKE128));
	TEE_DigestUpdate(operation, "abc", 3);
	EXPECT_OK(TEE_DigestExtract(operation, part, &size));
	TEE_DigestUpdate(operation, "abc", 3);
	return 0;
}

static uint32_t final_after_extract(void)
{
	uint8_t part[32];
	size_t first = 10, rest = 32;

	EXPECT_OK(start_digest(TEE_ALG_SHA256));
	TEE_DigestUpdate(operation, "abc", 3);
	EXPECT_OK(TEE_DigestExtract(operation, part, &first));
	EXPECT_OK(TEE_DigestDoFinal(operation, NULL, 0, part + 10, &rest));
	EXPECT(first == 10 && rest == 22 && !TEE_MemCompare(part, sha256_abc, 32));
	rest = 32;
	EXPECT_OK(TEE_DigestDoFinal(operation, "abc", 3, part, &rest));
	EXPECT(rest == 32 && !TEE_MemCompare(part, sha256_abc, 32));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t final_input_after_extract(void)
{
	uint8_t part[32];
	size_t size = 10;

	EXPECT_OK(start_digest(TEE_ALG_SHA256));
	TEE_DigestUpdate(operation, "abc", 3);
	EXPECT_OK(TEE_DigestExtract(operation, part, &size));
	size = 32;
	TEE_DigestDoFinal(operation, "abc", 3, part, &size);
	return 0;
}

static uint32_t extract_of_mac(void)
{
	uint8_t part[32];
	size_t size = 32;

	EXPECT_OK(key_start(TEE_ALG_HMAC_SHA1, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA1, 160,
			    &operation));
	TEE_DigestExtract(operation, part, &size);
	return 0;
}

static uint32_t digest_with_cipher(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_DigestUpdate(operation, "abc", 3);
	return 0;
}

static uint32_t digest_of_null(void)
{
	TEE_DigestUpdate(TEE_HANDLE_NULL, "abc", 3);
	return 0;
}

static uint32_t no_digest_size(void)
{
	uint8_t hash[32];

	EXPECT_OK(start_digest(TEE_ALG_SHA256));
	TEE_DigestDoFinal(operation, "abc", 3, hash, NULL);
	return 0;
}

/* Ciphers */

static uint32_t round_trip(uint32_t algorithm, TEE_ObjectType type, uint32_t bits, size_t iv_size,
			   size_t size)
{
	size_t done = sizeof(cipher), total = 0;

	fill_plain();
	EXPECT_OK(key_start(algorithm, TEE_MODE_ENCRYPT, type, bits, &operation));
	TEE_CipherInit(operation, iv_size ? iv : NULL, iv_size);
	EXPECT_OK(TEE_CipherUpdate(operation, plain, 5, cipher, &done));
	total = done;
	done = sizeof(cipher) - total;
	EXPECT_OK(TEE_CipherUpdate(operation, plain + 5, 20, cipher + total, &done));
	total += done;
	done = sizeof(cipher) - total;
	EXPECT_OK(TEE_CipherDoFinal(operation, plain + 25, size - 25, cipher + total, &done));
	EXPECT(total + done == size && TEE_MemCompare(plain, cipher, size));
	TEE_FreeOperation(operation);

	EXPECT_OK(key_start(algorithm, TEE_MODE_DECRYPT, type, bits, &operation));
	TEE_CipherInit(operation, iv_size ? iv : NULL, iv_size);
	done = sizeof(again);
	EXPECT_OK(TEE_CipherDoFinal(operation, cipher, size, again, &done));
	EXPECT(done == size && !TEE_MemCompare(plain, again, size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t ecb(void)
{
	return round_trip(TEE_ALG_AES_ECB_NOPAD, TEE_TYPE_AES, 128, 0, 64);
}

static uint32_t cbc(void)
{
	return round_trip(TEE_ALG_AES_CBC_NOPAD, TEE_TYPE_AES, 256, 16, 48);
}

static uint32_t ctr(void)
{
	return round_trip(TEE_ALG_AES_CTR, TEE_TYPE_AES, 192, 16, 53);
}

static uint32_t cts(void)
{
	return round_trip(TEE_ALG_AES_CTS, TEE_TYPE_AES, 128, 16, 53);
}

static uint32_t des3(void)
{
	return round_trip(TEE_ALG_DES3_CBC_NOPAD, TEE_TYPE_DES3, 192, 8, 48);
}

static uint32_t sm4(void)
{
	return round_trip(TEE_ALG_SM4_CBC_NOPAD, TEE_TYPE_SM4, 128, 16, 48);
}

/* FIPS 197, appendix C.1: the key is 00 01 02 …, the text 00 11 22 … */
static uint32_t aes_example(void)
{
	static const uint8_t expected[16] = {
		0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30, 0xd8, 0xcd, 0xb7, 0x80, 0x70,
		0xb4, 0xc5, 0x5a,
	};
	uint8_t bytes[2][16];
	TEE_ObjectHandle key;
	TEE_Attribute secret;
	size_t size = 16;

	for (size_t n = 0; n < 16; n++) {
		bytes[0][n] = (uint8_t)n;
		bytes[1][n] = (uint8_t)(0x11 * n);
	}
	TEE_InitRefAttribute(&secret, TEE_ATTR_SECRET_VALUE, bytes[0], 16);
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_PopulateTransientObject(key, &secret, 1));
	EXPECT_OK(key_operation(TEE_ALG_AES_ECB_NOPAD, TEE_MODE_ENCRYPT, 128, key, &operation));
	TEE_CipherInit(operation, NULL, 0);
	EXPECT_OK(TEE_CipherDoFinal(operation, bytes[1], 16, cipher, &size));
	EXPECT(size == 16 && !TEE_MemCompare(cipher, expected, 16));
	TEE_FreeOperation(operation);
	TEE_FreeTransientObject(key);
	return 0;
}

static TEE_Result start_cipher(uint32_t algorithm)
{
	TEE_Result result = key_start(algorithm, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation);

	fill_plain();
	if (!result)
		TEE_CipherInit(operation, algorithm == TEE_ALG_AES_ECB_NOPAD ? NULL : iv,
			       algorithm == TEE_ALG_AES_ECB_NOPAD ? 0 : 16);
	return result;
}

static uint32_t in_place(void)
{
	size_t size = 64;

	EXPECT_OK(start_cipher(TEE_ALG_AES_CBC_NOPAD));
	EXPECT_OK(TEE_CipherDoFinal(operation, plain, 64, cipher, &size));
	TEE_CipherInit(operation, iv, 16);
	TEE_MemMove(again, plain, 64);
	EXPECT_OK(TEE_CipherDoFinal(operation, again, 64, again, &size));
	EXPECT(!TEE_MemCompare(cipher, again, 64));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t short_output(void)
{
	size_t size = 31;

	EXPECT_OK(start_cipher(TEE_ALG_AES_CBC_NOPAD));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_CipherUpdate(operation, plain, 32, cipher, &size));
	EXPECT(size == 32);
	EXPECT_OK(TEE_CipherUpdate(operation, plain, 32, cipher, &size));
	EXPECT(size == 32);
	size = 15;
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_CipherDoFinal(operation, plain, 16, again, &size));
	EXPECT(size == 16);
	EXPECT_OK(TEE_CipherDoFinal(operation, plain, 16, again, &size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t initialize_again(void)
{
	size_t size = 16;

	EXPECT_OK(start_cipher(TEE_ALG_AES_CBC_NOPAD));
	EXPECT_OK(TEE_CipherUpdate(operation, plain, 16, cipher, &size));
	TEE_CipherInit(operation, iv, 16);
	EXPECT_OK(TEE_CipherUpdate(operation, plain, 16, again, &size));
	EXPECT(!TEE_MemCompare(cipher, again, 16));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t cipher_without_key(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_CipherInit(operation, iv, 16);
	return 0;
}

static uint32_t wrong_iv(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128,
			    &operation));
	TEE_CipherInit(operation, iv, 15);
	return 0;
}

static uint32_t update_before_init(void)
{
	size_t size = 16;

	EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_CipherUpdate(operation, plain, 16, cipher, &size);
	return 0;
}

/* IEEE 1619, vector 2: the keys are 11 11 …, and 22 22 …, the unit is 33 33 33 33 33 */
static uint32_t xts_example(void)
{
	static const uint8_t expected[32] = {
		0xc4, 0x54, 0x18, 0x5e, 0x6a, 0x16, 0x93, 0x6e, 0x39, 0x33, 0x40, 0x38, 0xac,
		0xef, 0x83, 0x8b, 0xfb, 0x18, 0x6f, 0xff, 0x74, 0x80, 0xad, 0xc4, 0x28, 0x93,
		0x82, 0xec, 0xd6, 0xd3, 0x94, 0xf0,
	};
	const uint8_t unit[16] = { 0x33, 0x33, 0x33, 0x33, 0x33 };
	TEE_ObjectHandle key[2];
	size_t size = 32;

	for (uint32_t n = 0; n < 2; n++) {
		TEE_Attribute secret;

		TEE_MemFill(cipher, 0x11 * (n + 1), 16);
		TEE_InitRefAttribute(&secret, TEE_ATTR_SECRET_VALUE, cipher, 16);
		EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &key[n]));
		EXPECT_OK(TEE_PopulateTransientObject(key[n], &secret, 1));
	}
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 256));
	EXPECT_OK(TEE_SetOperationKey2(operation, key[0], key[1]));
	TEE_FreeTransientObject(key[0]);
	TEE_FreeTransientObject(key[1]);
	TEE_CipherInit(operation, unit, 16);
	TEE_MemFill(plain, 0x44, 32);
	EXPECT_OK(TEE_CipherDoFinal(operation, plain, 32, cipher, &size));
	EXPECT(size == 32 && !TEE_MemCompare(cipher, expected, 32));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t final_before_init(void)
{
	size_t size = 16;

	EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_CipherDoFinal(operation, plain, 16, cipher, &size);
	return 0;
}

static uint32_t final_after_final(void)
{
	size_t size = 16;

	EXPECT_OK(start_cipher(TEE_ALG_AES_CTR));
	EXPECT_OK(TEE_CipherDoFinal(operation, plain, 16, cipher, &size));
	TEE_CipherDoFinal(operation, plain, 16, cipher, &size);
	return 0;
}

static uint32_t update_of_digest(void)
{
	size_t size = 16;

	EXPECT_OK(start_digest(TEE_ALG_SHA1));
	TEE_CipherUpdate(operation, plain, 16, cipher, &size);
	return 0;
}

static uint32_t update_after_final(void)
{
	size_t size = 16;

	EXPECT_OK(start_cipher(TEE_ALG_AES_CTR));
	EXPECT_OK(TEE_CipherDoFinal(operation, plain, 16, cipher, &size));
	TEE_CipherUpdate(operation, plain, 16, cipher, &size);
	return 0;
}

static uint32_t partial_block(void)
{
	size_t size = 64;

	EXPECT_OK(start_cipher(TEE_ALG_AES_CBC_NOPAD));
	TEE_CipherDoFinal(operation, plain, 17, cipher, &size);
	return 0;
}

static uint32_t cipher_of_digest(void)
{
	EXPECT_OK(start_digest(TEE_ALG_SHA1));
	TEE_CipherInit(operation, iv, 16);
	return 0;
}

/* MACs */

static uint32_t mac(uint32_t algorithm, TEE_ObjectType type, uint32_t bits, size_t wanted)
{
	uint8_t code[64];
	size_t size = sizeof(code);

	fill_plain();
	EXPECT_OK(key_start(algorithm, TEE_MODE_MAC, type, bits, &operation));
	TEE_MACInit(operation, NULL, 0);
	TEE_MACUpdate(operation, plain, 10);
	TEE_MACUpdate(operation, NULL, 0);
	EXPECT_OK(TEE_MACComputeFinal(operation, plain + 10, 38, code, &size));
	EXPECT(size == wanted);
	TEE_MACInit(operation, NULL, 0);
	EXPECT_OK(TEE_MACCompareFinal(operation, plain, 48, code, size));
	code[0] ^= 1;
	TEE_MACInit(operation, NULL, 0);
	EXPECT_RESULT(TEE_ERROR_MAC_INVALID,
		      TEE_MACCompareFinal(operation, plain, 48, code, size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t hmac(void)
{
	return mac(TEE_ALG_HMAC_SHA256, TEE_TYPE_HMAC_SHA256, 256, 32);
}

static uint32_t cmac(void)
{
	return mac(TEE_ALG_AES_CMAC, TEE_TYPE_AES, 128, 16);
}

static uint32_t cbc_mac(void)
{
	return mac(TEE_ALG_AES_CBC_MAC_NOPAD, TEE_TYPE_AES, 128, 16);
}

static uint32_t des_mac(void)
{
	return mac(TEE_ALG_DES3_CBC_MAC_PKCS5, TEE_TYPE_DES3, 192, 8);
}

static TEE_Result start_mac(void)
{
	TEE_Result result = key_start(TEE_ALG_HMAC_SHA1, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA1, 160,
				      &operation);

	if (!result)
		TEE_MACInit(operation, NULL, 0);
	return result;
}

static uint32_t short_mac(void)
{
	uint8_t code[20];
	size_t size = 19;

	EXPECT_OK(start_mac());
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_MACComputeFinal(operation, "abc", 3, code, &size));
	EXPECT(size == 20);
	EXPECT_OK(TEE_MACComputeFinal(operation, "abc", 3, code, &size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t compare_part(void)
{
	uint8_t code[20];
	size_t size = 20;

	EXPECT_OK(start_mac());
	EXPECT_OK(TEE_MACComputeFinal(operation, "abc", 3, code, &size));
	TEE_MACInit(operation, NULL, 0);
	EXPECT_RESULT(TEE_ERROR_MAC_INVALID, TEE_MACCompareFinal(operation, "abc", 3, code, 19));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t mac_without_key(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_HMAC_SHA1, TEE_MODE_MAC, 160));
	TEE_MACInit(operation, NULL, 0);
	return 0;
}

static uint32_t mac_again(void)
{
	uint8_t code[2][20];
	size_t size = 20;

	EXPECT_OK(start_mac());
	TEE_MACUpdate(operation, "forgotten", 9);
	TEE_MACInit(operation, NULL, 0);
	EXPECT_OK(TEE_MACComputeFinal(operation, "abc", 3, code[0], &size));
	TEE_MACInit(operation, NULL, 0);
	EXPECT_OK(TEE_MACComputeFinal(operation, "abc", 3, code[1], &size));
	EXPECT(size == 20 && !TEE_MemCompare(code[0], code[1], 20));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t compare_after_final(void)
{
	uint8_t code[20];
	size_t size = 20;

	EXPECT_OK(start_mac());
	EXPECT_OK(TEE_MACComputeFinal(operation, "abc", 3, code, &size));
	TEE_MACCompareFinal(operation, "abc", 3, code, 20);
	return 0;
}

static uint32_t mac_before_init(void)
{
	EXPECT_OK(start_mac());
	TEE_ResetOperation(operation);
	TEE_MACUpdate(operation, "abc", 3);
	return 0;
}

static uint32_t mac_after_final(void)
{
	uint8_t code[20];
	size_t size = 20;

	EXPECT_OK(start_mac());
	EXPECT_OK(TEE_MACComputeFinal(operation, "abc", 3, code, &size));
	TEE_MACComputeFinal(operation, "abc", 3, code, &size);
	return 0;
}

static uint32_t compare_before_init(void)
{
	uint8_t code[20] = { 0 };

	EXPECT_OK(start_mac());
	TEE_ResetOperation(operation);
	TEE_MACCompareFinal(operation, "abc", 3, code, 20);
	return 0;
}

static uint32_t mac_with_cipher(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_MACInit(operation, NULL, 0);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "6.3.1, 6.3.2", "a digest, at once and in pieces", digest },
	{ MISUSE, "6.3.2", "a buffer that is too short for the digest", short_digest },
	{ USE, "6.3.3", "the output of SHAKE in pieces", extract },
	{ USE, "6.3.3", "a digest in pieces", extract_digest },
	{ PANIC, "6.3.1", "input after an extraction", update_after_extract },
	{ USE, "6.3.2", "the rest of a digest, after an extraction", final_after_extract },
	{ PANIC, "6.3.2", "input to the end, after an extraction", final_input_after_extract },
	{ PANIC, "6.3.3", "an extraction from a MAC", extract_of_mac },
	{ PANIC, "6.3.1", "TEE_DigestUpdate() with a cipher", digest_with_cipher },
	{ PANIC, "6.3.1", "TEE_DigestUpdate() of TEE_HANDLE_NULL", digest_of_null },
	{ PANIC, "6.3.2", "no size of the digest", no_digest_size },
	{ USE, "6.4", "AES in ECB, an example of FIPS 197", aes_example },
	{ USE, "6.4", "AES in XTS, an example of IEEE 1619", xts_example },
	{ USE, "6.4", "AES in ECB", ecb },
	{ USE, "6.4", "AES in CBC", cbc },
	{ USE, "6.4", "AES in CTR", ctr },
	{ USE, "6.4", "AES in CTS", cts },
	{ USE, "6.4", "three-key DES in CBC", des3 },
	{ USE, "6.4", "SM4 in CBC", sm4 },
	{ USE, "6.4.3", "output in place of the input", in_place },
	{ USE, "6.4.1", "TEE_CipherInit() starts again", initialize_again },
	{ MISUSE, "6.4.2, 6.4.3", "a buffer that is too short", short_output },
	{ PANIC, "6.4.1", "a cipher without a key", cipher_without_key },
	{ PANIC, "6.4.1", "an IV of the wrong size", wrong_iv },
	{ PANIC, "6.4.1", "TEE_CipherInit() of a digest", cipher_of_digest },
	{ PANIC, "6.4.2", "input before TEE_CipherInit()", update_before_init },
	{ PANIC, "6.4.2", "input after TEE_CipherDoFinal()", update_after_final },
	{ PANIC, "6.4.2", "TEE_CipherUpdate() of a digest", update_of_digest },
	{ PANIC, "6.4.3", "an end within a block", partial_block },
	{ PANIC, "6.4.3", "TEE_CipherDoFinal() before TEE_CipherInit()", final_before_init },
	{ PANIC, "6.4.3", "TEE_CipherDoFinal() twice", final_after_final },
	{ USE, "6.5", "HMAC with SHA-256", hmac },
	{ USE, "6.5", "CMAC with AES", cmac },
	{ USE, "6.5", "CBC-MAC with AES", cbc_mac },
	{ USE, "6.5", "CBC-MAC with DES and padding", des_mac },
	{ MISUSE, "6.5.3", "a buffer that is too short for the MAC", short_mac },
	{ MISUSE, "6.5.4", "a MAC that is too short", compare_part },
	{ USE, "6.5.1", "TEE_MACInit() starts again", mac_again },
	{ PANIC, "6.5.1", "a MAC without a key", mac_without_key },
	{ PANIC, "6.5.1", "TEE_MACInit() of a cipher", mac_with_cipher },
	{ PANIC, "6.5.2", "input before TEE_MACInit()", mac_before_init },
	{ PANIC, "6.5.3", "TEE_MACComputeFinal() twice", mac_after_final },
	{ PANIC, "6.5.4", "TEE_MACCompareFinal() before TEE_MACInit()", compare_before_init },
	{ PANIC, "6.5.4", "TEE_MACCompareFinal() after the end", compare_after_final },
};

const struct conformance_group symmetric_group = CASES(cases);
