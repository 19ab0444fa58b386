// SPDX-License-Identifier: BSD-2-Clause
/* Digests, ciphers, MACs and authenticated encryption: known answers, in any pieces, in place. */

#include <stdlib.h>
#include <string.h>

#include "tests/unit/softteed/crypto/keys.h"

#define K128	"2b7e151628aed2a6abf7158809cf4f3c"
#define SP800	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
#define CHICKEN	"636869636b656e207465726979616b69"

static size_t piece(size_t left)
{
	const size_t wanted = (size_t)rand() % 40;

	return wanted < left ? wanted : left;
}

static const struct {
	uint32_t algorithm;
	const char *digest;
} digests[] = {
	/* FIPS 180-2, FIPS 202, RFC 1321, GM/T 0004: "abc" */
	{ TEE_ALG_MD5, "900150983cd24fb0d6963f7d28e17f72" },
	{ TEE_ALG_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ TEE_ALG_SHA224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
	{ TEE_ALG_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ TEE_ALG_SHA384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	  "8086072ba1e7cc2358baeca134c825a7" },
	{ TEE_ALG_SHA512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	  "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	{ TEE_ALG_SHA3_224, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf" },
	{ TEE_ALG_SHA3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532" },
	{ TEE_ALG_SHA3_384, "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b2"
	  "98d88cea927ac7f539f1edf228376d25" },
	{ TEE_ALG_SHA3_512, "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
	  "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0" },
	{ TEE_ALG_SM3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
	{ TEE_ALG_SHAKE128, "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8" },
	{ TEE_ALG_SHAKE256, "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739" },
};

static void digest_known(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(digests) / sizeof(digests[0]); n++) {
		TEE_OperationHandle op = make_operation(digests[n].algorithm, TEE_MODE_DIGEST,
							NULL, NULL);
		struct bytes want = from_hex(digests[n].digest);
		uint8_t got[64];
		size_t size = want.size, at = 0;

		assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, got, &size), TEE_SUCCESS);
		assert_int_equal(size, want.size);
		assert_memory_equal(got, want.data, want.size);

		/* Extract the same in pieces. */
		TEE_DigestUpdate(op, "ab", 2);
		TEE_DigestUpdate(op, "c", 1);
		while (at < want.size) {
			size = piece(want.size - at);
			assert_int_equal(TEE_DigestExtract(op, got + at, &size), TEE_SUCCESS);
			at += size;
		}
		assert_memory_equal(got, want.data, want.size);
		TEE_FreeOperation(op);
	}
}

static void digest_short(void **state)
{
	TEE_OperationHandle op = make_operation(TEE_ALG_SHA1, TEE_MODE_DIGEST, NULL, NULL);
	struct bytes want = from_hex(digests[1].digest);
	uint8_t got[20];
	size_t size = 19;

	(void)state;
	TEE_DigestUpdate(op, "ab", 2);
	assert_int_equal(TEE_DigestDoFinal(op, "c", 1, got, &size), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 20);
	assert_int_equal(TEE_DigestDoFinal(op, "c", 1, got, &size), TEE_SUCCESS);
	assert_memory_equal(got, want.data, 20);
	TEE_FreeOperation(op);
}

/* A long extraction in pieces is the same as in one. */
static void xof_pieces(void **state)
{
	TEE_OperationHandle op = make_operation(TEE_ALG_SHAKE256, TEE_MODE_DIGEST, NULL, NULL);
	static uint8_t whole[20000], parts[20000];
	size_t size = sizeof(whole), at = 0;

	(void)state;
	assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, whole, &size), TEE_SUCCESS);
	TEE_DigestUpdate(op, "abc", 3);
	while (at < 15000) {
		size = piece(sizeof(parts) - at);
		assert_int_equal(TEE_DigestExtract(op, parts + at, &size), TEE_SUCCESS);
		at += size;
	}
	size = sizeof(parts) - at;
	assert_int_equal(TEE_DigestDoFinal(op, NULL, 0, parts + at, &size), TEE_SUCCESS);
	assert_memory_equal(whole, parts, sizeof(whole));
	TEE_FreeOperation(op);
}

static const struct {
	uint32_t algorithm, type;
	const char *key, *key2, *iv, *plain, *cipher;
} ciphers[] = {
	/* NIST SP 800-38A, F.1.1, F.2.1, F.5.1 */
	{ TEE_ALG_AES_ECB_NOPAD, TEE_TYPE_AES, K128, NULL, "", SP800,
	  "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf" },
	{ TEE_ALG_AES_CBC_NOPAD, TEE_TYPE_AES, K128, NULL, "000102030405060708090a0b0c0d0e0f",
	  SP800, "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2" },
	{ TEE_ALG_AES_CTR, TEE_TYPE_AES, K128, NULL, "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
	  SP800, "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff" },
	/* RFC 3962, appendix B: 17, 31, 32 and 47 bytes */
	{ TEE_ALG_AES_CTS, TEE_TYPE_AES, CHICKEN, NULL, "00000000000000000000000000000000",
	  "4920776f756c64206c696b652074686520", "c6353568f2bf8cb4d8a580362da7ff7f97" },
	{ TEE_ALG_AES_CTS, TEE_TYPE_AES, CHICKEN, NULL, "00000000000000000000000000000000",
	  "4920776f756c64206c696b65207468652047656e6572616c20476175277320",
	  "fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5" },
	{ TEE_ALG_AES_CTS, TEE_TYPE_AES, CHICKEN, NULL, "00000000000000000000000000000000",
	  "4920776f756c64206c696b65207468652047656e6572616c2047617527732043",
	  "39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584" },
	{ TEE_ALG_AES_CTS, TEE_TYPE_AES, CHICKEN, NULL, "00000000000000000000000000000000",
	  "4920776f756c64206c696b65207468652047656e6572616c20476175277320436869636b656e2c"
	  "20706c656173652c",
	  "97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e"
	  "39312523a78662d5be7fcbcc98ebf5" },
	/* IEEE 1619, vectors 1, 2 and 15 */
	{ TEE_ALG_AES_XTS, TEE_TYPE_AES, "00000000000000000000000000000000",
	  "00000000000000000000000000000000", "00000000000000000000000000000000",
	  "0000000000000000000000000000000000000000000000000000000000000000",
	  "917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e" },
	{ TEE_ALG_AES_XTS, TEE_TYPE_AES, "11111111111111111111111111111111",
	  "22222222222222222222222222222222", "33333333330000000000000000000000",
	  "4444444444444444444444444444444444444444444444444444444444444444",
	  "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0" },
	{ TEE_ALG_AES_XTS, TEE_TYPE_AES, "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0",
	  "bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0", "9a785634120000000000000000000000",
	  "000102030405060708090a0b0c0d0e0f10", "6c1625db4671522d3d7599601de7ca09ed" },
	/* The example of the DES standard's textbook; 3DES of NIST SP 800-67, B.1 */
	{ TEE_ALG_DES_ECB_NOPAD, TEE_TYPE_DES, "133457799bbcdff1", NULL, "", "0123456789abcdef",
	  "85e813540f0ab405" },
	{ TEE_ALG_DES3_ECB_NOPAD, TEE_TYPE_DES3,
	  "0123456789abcdef23456789abcdef01456789abcdef0123", NULL, "",
	  "5468652071756663" "6b2062726f776e20" "666f78206a756d70",
	  "a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900" },
	/* GM/T 0002, example 1 */
	{ TEE_ALG_SM4_ECB_NOPAD, TEE_TYPE_SM4, "0123456789abcdeffedcba9876543210", NULL, "",
	  "0123456789abcdeffedcba9876543210", "681edf34d206965e86b3e94f536e4246" },
};

/* Process in random pieces, in place if asked to. */
static void run_cipher(TEE_OperationHandle op, const struct bytes *iv, const struct bytes *in,
		       const struct bytes *want, bool in_place)
{
	uint8_t data[MAX_DATA], out[MAX_DATA];
	size_t at = 0, done = 0, size, chunk;

	memcpy(data, in->data, in->size);
	TEE_CipherInit(op, iv->data, iv->size);
	while (at < in->size && rand() % 8) {
		chunk = piece(in->size - at);
		size = in_place ? in->size - done : sizeof(out) - done;
		assert_int_equal(TEE_CipherUpdate(op, data + at, chunk,
						  (in_place ? data : out) + done, &size),
				 TEE_SUCCESS);
		at += chunk;
		done += size;
	}
	/* The size needed is exact, and asking for it changes nothing. */
	size = want->size - done;
	if (size) {
		size--;
		assert_int_equal(TEE_CipherDoFinal(op, data + at, in->size - at, out + done, &size),
				 TEE_ERROR_SHORT_BUFFER);
		assert_int_equal(size, want->size - done);
	}
	assert_int_equal(TEE_CipherDoFinal(op, data + at, in->size - at,
					   (in_place ? data : out) + done, &size), TEE_SUCCESS);
	assert_int_equal(done + size, want->size);
	assert_memory_equal(in_place ? data : out, want->data, want->size);
}

static void cipher_known(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(ciphers) / sizeof(ciphers[0]); n++) {
		struct bytes iv = from_hex(ciphers[n].iv), plain = from_hex(ciphers[n].plain);
		struct bytes cipher = from_hex(ciphers[n].cipher), key = from_hex(ciphers[n].key);
		TEE_ObjectHandle keys[2] = { make_secret(ciphers[n].type, TEE_ATTR_SECRET_VALUE,
							 key.data, key.size), NULL };
		TEE_OperationHandle encrypt, decrypt;

		if (ciphers[n].key2) {
			key = from_hex(ciphers[n].key2);
			keys[1] = make_secret(ciphers[n].type, TEE_ATTR_SECRET_VALUE, key.data,
					      key.size);
		}
		encrypt = make_operation(ciphers[n].algorithm, TEE_MODE_ENCRYPT, keys[0], keys[1]);
		decrypt = make_operation(ciphers[n].algorithm, TEE_MODE_DECRYPT, keys[0], keys[1]);
		for (int round = 0; round < 200; round++) {
			run_cipher(encrypt, &iv, &plain, &cipher, round % 2);
			run_cipher(decrypt, &iv, &cipher, &plain, round % 2);
		}
		TEE_FreeOperation(encrypt);
		TEE_FreeOperation(decrypt);
		TEE_FreeTransientObject(keys[0]);
		TEE_FreeTransientObject(keys[1]);
	}
}

/* In place with bytes pending, the output is ahead of the input. */
static void cipher_in_place(void **state)
{
	struct bytes key = from_hex(K128), data = from_hex(SP800);
	struct bytes want = from_hex(ciphers[0].cipher);
	TEE_ObjectHandle object = make_secret(TEE_TYPE_AES, TEE_ATTR_SECRET_VALUE, key.data,
					      key.size);
	TEE_OperationHandle op = make_operation(TEE_ALG_AES_ECB_NOPAD, TEE_MODE_ENCRYPT, object,
						NULL);
	uint8_t none[1];
	size_t size = 0;

	(void)state;
	TEE_CipherInit(op, NULL, 0);
	assert_int_equal(TEE_CipherUpdate(op, data.data, 5, none, &size), TEE_SUCCESS);
	assert_int_equal(size, 0);
	size = 32;
	assert_int_equal(TEE_CipherDoFinal(op, data.data + 5, 27, data.data + 5, &size),
			 TEE_SUCCESS);
	assert_int_equal(size, 32);
	assert_memory_equal(data.data + 5, want.data, 32);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(object);
}

/* What has no published example in pieces: any length comes back after decryption. */
static void cipher_round_trip(void **state)
{
	static const uint32_t algorithms[] = { TEE_ALG_SM4_ECB_PKCS5, TEE_ALG_SM4_CBC_PKCS5,
					       TEE_ALG_SM4_CTR, TEE_ALG_SM4_XTS };
	struct bytes iv = from_hex("000102030405060708090a0b0c0d0e0f");
	TEE_ObjectHandle one = generate(TEE_TYPE_SM4, 128, 0), two = generate(TEE_TYPE_SM4, 128, 0);

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		TEE_ObjectHandle second = algorithms[n] == TEE_ALG_SM4_XTS ? two : NULL;
		TEE_OperationHandle encrypt = make_operation(algorithms[n], TEE_MODE_ENCRYPT, one,
							     second);
		TEE_OperationHandle decrypt = make_operation(algorithms[n], TEE_MODE_DECRYPT, one,
							     second);

		for (size_t size = 16; size < 200; size++) {
			struct bytes plain = { .size = size }, cipher = { .size = MAX_DATA };

			TEE_GenerateRandom(plain.data, size);
			iv.size = algorithms[n] == TEE_ALG_SM4_ECB_PKCS5 ? 0 : 16;
			TEE_CipherInit(encrypt, iv.data, iv.size);
			assert_int_equal(TEE_CipherDoFinal(encrypt, plain.data, size, cipher.data,
							   &cipher.size), TEE_SUCCESS);
			run_cipher(encrypt, &iv, &plain, &cipher, false);
			run_cipher(decrypt, &iv, &cipher, &plain, true);
		}
		TEE_FreeOperation(encrypt);
		TEE_FreeOperation(decrypt);
	}
	TEE_FreeTransientObject(one);
	TEE_FreeTransientObject(two);
}

static const struct {
	uint32_t algorithm, type;
	const char *key, *message, *mac;
} macs[] = {
	/* RFC 4231, case 6 has a key that is too long; case 1 one that is too short. Case 4. */
	{ TEE_ALG_HMAC_SHA256, TEE_TYPE_HMAC_SHA256,
	  "0102030405060708090a0b0c0d0e0f10111213141516171819",
	  "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	  "cdcdcdcdcdcdcdcd",
	  "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
	/* RFC 2202, case 1 */
	{ TEE_ALG_HMAC_SHA1, TEE_TYPE_HMAC_SHA1, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	  "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00" },
	{ TEE_ALG_HMAC_MD5, TEE_TYPE_HMAC_MD5, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
	  "4869205468657265", "9294727a3638bb1c13f48ef8158bfc9d" },
	/* RFC 4493 */
	{ TEE_ALG_AES_CMAC, TEE_TYPE_AES, K128, "", "bb1d6929e95937287fa37d129b756746" },
	{ TEE_ALG_AES_CMAC, TEE_TYPE_AES, K128, "6bc1bee22e409f96e93d7e117393172a",
	  "070a16b46b4d4144f79bdd9dd04a287c" },
	/* The last block of NIST SP 800-38A, F.1.1 and of CBC with an IV of zeros */
	{ TEE_ALG_AES_CBC_MAC_NOPAD, TEE_TYPE_AES, K128, "6bc1bee22e409f96e93d7e117393172a",
	  "3ad77bb40d7a3660a89ecaf32466ef97" },
};

static void mac_known(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(macs) / sizeof(macs[0]); n++) {
		struct bytes key = from_hex(macs[n].key), message = from_hex(macs[n].message);
		struct bytes want = from_hex(macs[n].mac);
		TEE_ObjectHandle object = make_secret(macs[n].type, TEE_ATTR_SECRET_VALUE, key.data,
						      key.size);
		TEE_OperationHandle op = make_operation(macs[n].algorithm, TEE_MODE_MAC, object,
							NULL);

		for (int round = 0; round < 50; round++) {
			uint8_t got[64];
			size_t at = 0, chunk, size = want.size - 1;

			TEE_MACInit(op, NULL, 0);
			while (at < message.size && rand() % 8) {
				chunk = piece(message.size - at);
				TEE_MACUpdate(op, message.data + at, chunk);
				at += chunk;
			}
			assert_int_equal(TEE_MACComputeFinal(op, message.data + at,
							     message.size - at, got, &size),
					 TEE_ERROR_SHORT_BUFFER);
			assert_int_equal(size, want.size);
			assert_int_equal(TEE_MACComputeFinal(op, message.data + at,
							     message.size - at, got, &size),
					 TEE_SUCCESS);
			assert_memory_equal(got, want.data, want.size);
		}
		TEE_MACInit(op, NULL, 0);
		assert_int_equal(TEE_MACCompareFinal(op, message.data, message.size, want.data,
						     want.size), TEE_SUCCESS);
		want.data[0] ^= 1;
		TEE_MACInit(op, NULL, 0);
		assert_int_equal(TEE_MACCompareFinal(op, message.data, message.size, want.data,
						     want.size), TEE_ERROR_MAC_INVALID);
		TEE_FreeOperation(op);
		TEE_FreeTransientObject(object);
	}
}

static const struct {
	uint32_t algorithm;
	const char *key, *nonce, *aad, *plain, *cipher, *tag;
} aes[] = {
	/* RFC 3610, packet vector 1 */
	{ TEE_ALG_AES_CCM, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "00000003020100a0a1a2a3a4a5",
	  "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
	  "588c979a61c663d2f066d0c2c0f989806d5f6b61dac384", "17e8d12cfdf926e0" },
	/* The GCM specification, test case 4 */
	{ TEE_ALG_AES_GCM, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
	  "feedfacedeadbeeffeedfacedeadbeefabaddad2",
	  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
	  "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	  "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
	  "5bc94fbc3221a5db94fae95ae7121a47" },
};

/*
 * Returns the bytes that were given to the operation before the last call, and sets @put to those
 * that it wrote: GCM all, CCM whole blocks.
 */
static size_t run_ae(TEE_OperationHandle op, const struct bytes *nonce, const struct bytes *aad,
		     const struct bytes *in, uint8_t *out, size_t tag_size, size_t block,
		     size_t *put)
{
	size_t at = 0, chunk, size;

	*put = 0;

	assert_int_equal(TEE_AEInit(op, nonce->data, nonce->size, tag_size * 8, aad->size,
				    in->size), TEE_SUCCESS);
	for (; at < aad->size; at += chunk) {
		chunk = piece(aad->size - at);
		TEE_AEUpdateAAD(op, aad->data + at, chunk);
	}
	for (at = 0; at < in->size && rand() % 8; at += chunk) {
		chunk = piece(in->size - at);
		size = MAX_DATA - *put;
		assert_int_equal(TEE_AEUpdate(op, in->data + at, chunk, out + *put, &size),
				 TEE_SUCCESS);
		*put += size;
		assert_int_equal(*put, (at + chunk) / block * block);
	}
	return at;
}

static void ae_known(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(aes) / sizeof(aes[0]); n++) {
		struct bytes key = from_hex(aes[n].key), nonce = from_hex(aes[n].nonce);
		struct bytes aad = from_hex(aes[n].aad), plain = from_hex(aes[n].plain);
		struct bytes cipher = from_hex(aes[n].cipher), tag = from_hex(aes[n].tag);
		TEE_ObjectHandle object = make_secret(TEE_TYPE_AES, TEE_ATTR_SECRET_VALUE, key.data,
						      key.size);
		TEE_OperationHandle encrypt = make_operation(aes[n].algorithm, TEE_MODE_ENCRYPT,
							     object, NULL);
		TEE_OperationHandle decrypt = make_operation(aes[n].algorithm, TEE_MODE_DECRYPT,
							     object, NULL);
		const size_t block = aes[n].algorithm == TEE_ALG_AES_CCM ? 16 : 1;
		uint8_t out[MAX_DATA], got[16];
		static const uint8_t zeros[MAX_DATA];

		for (int round = 0; round < 100; round++) {
			size_t put, tag_size = tag.size;
			size_t at = run_ae(encrypt, &nonce, &aad, &plain, out, tag.size, block,
					   &put);
			size_t size = plain.size - put;

			assert_int_equal(TEE_AEEncryptFinal(encrypt, plain.data + at,
							    plain.size - at, out + put, &size,
							    got, &tag_size), TEE_SUCCESS);
			assert_int_equal(put + size, plain.size);
			assert_memory_equal(out, cipher.data, cipher.size);
			assert_memory_equal(got, tag.data, tag.size);

			at = run_ae(decrypt, &nonce, &aad, &cipher, out, tag.size, block, &put);
			size = cipher.size - put;
			assert_int_equal(TEE_AEDecryptFinal(decrypt, cipher.data + at,
							    cipher.size - at, out + put, &size,
							    tag.data, tag.size), TEE_SUCCESS);
			assert_int_equal(put + size, plain.size);
			assert_memory_equal(out, plain.data, plain.size);

			got[round % tag.size] ^= 1;
			at = run_ae(decrypt, &nonce, &aad, &cipher, out, tag.size, block, &put);
			size = cipher.size - put;
			assert_int_equal(TEE_AEDecryptFinal(decrypt, cipher.data + at,
							    cipher.size - at, out + put, &size,
							    got, tag.size), TEE_ERROR_MAC_INVALID);
			assert_int_equal(size, 0);
			assert_memory_equal(out + put, zeros, cipher.size - put);
		}
		TEE_FreeOperation(encrypt);
		TEE_FreeOperation(decrypt);
		TEE_FreeTransientObject(object);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest_known), cmocka_unit_test(digest_short),
		cmocka_unit_test(xof_pieces), cmocka_unit_test(cipher_known),
		cmocka_unit_test(cipher_in_place), cmocka_unit_test(cipher_round_trip),
		cmocka_unit_test(mac_known),
		cmocka_unit_test(ae_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
