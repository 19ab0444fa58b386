// SPDX-License-Identifier: BSD-2-Clause
/* SM2: the examples of GB/T 32918.5, which are on the curve that the API has. */

#include "tests/unit/softteed/crypto/keys.h"
#include "tests/unit/unit.h"

#define PRIVATE	"3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
#define PUBLIC_X	"09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
#define PUBLIC_Y	"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"

/* Make a key; @private is NULL for a public key. */
static TEE_ObjectHandle make_key(uint32_t type, const char *x, const char *y, const char *private)
{
	struct bytes bytes[] = { from_hex(x), from_hex(y), from_hex(private ? private : "") };
	static const uint32_t ids[] = { TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y,
					TEE_ATTR_ECC_PRIVATE_VALUE };
	TEE_Attribute attributes[3];
	TEE_ObjectHandle key;

	for (size_t n = 0; n < 3; n++)
		TEE_InitRefAttribute(&attributes[n], ids[n], bytes[n].data, bytes[n].size);
	assert_int_equal(TEE_AllocateTransientObject(type, 256, &key), TEE_SUCCESS);
	assert_int_equal(TEE_PopulateTransientObject(key, attributes, private ? 3 : 2),
			 TEE_SUCCESS);
	return key;
}

/* Annex A: the digest of Z and "message digest" */
static void signature(void **state)
{
	struct bytes digest = from_hex(
		"f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
	struct bytes signature = from_hex(
		"f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
		"b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
	TEE_ObjectHandle key = make_key(TEE_TYPE_SM2_DSA_PUBLIC_KEY, PUBLIC_X, PUBLIC_Y, NULL);
	TEE_OperationHandle op = make_operation(TEE_ALG_SM2_DSA_SM3, TEE_MODE_VERIFY, key, NULL);

	(void)state;
	assert_int_equal(TEE_AsymmetricVerifyDigest(op, NULL, 0, digest.data, digest.size,
						    signature.data, signature.size), TEE_SUCCESS);
	digest.data[0] ^= 1;
	assert_int_equal(TEE_AsymmetricVerifyDigest(op, NULL, 0, digest.data, digest.size,
						    signature.data, signature.size),
			 TEE_ERROR_SIGNATURE_INVALID);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

/* Annex C */
static void encryption(void **state)
{
	struct bytes cipher = from_hex(
		"0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73"
		"e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0"
		"59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766"
		"21886ca989ca9c7d58087307ca93092d651efa");
	TEE_ObjectHandle key = make_key(TEE_TYPE_SM2_PKE_KEYPAIR, PUBLIC_X, PUBLIC_Y, PRIVATE);
	TEE_OperationHandle op = make_operation(TEE_ALG_SM2_PKE, TEE_MODE_DECRYPT, key, NULL);
	char plain[64];
	size_t size = sizeof(plain);

	(void)state;
	assert_int_equal(TEE_AsymmetricDecrypt(op, NULL, 0, cipher.data, cipher.size, plain,
					       &size), TEE_SUCCESS);
	assert_int_equal(size, strlen("encryption standard"));
	assert_memory_equal(plain, "encryption standard", size);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

/* Annex B: what the initiator computes. Both parties have the same identity. */
static void exchange(void **state)
{
	TEE_ObjectHandle own = make_key(
		TEE_TYPE_SM2_KEP_KEYPAIR,
		"160e12897df4edb61dd812feb96748fbd3ccf4ffe26aa6f6db9540af49c94232",
		"4a7dad08bb9a459531694beb20aa489d6649975e1bfcf8c4741b78b4b223007f",
		"81eb26e941bb5af16df116495f90695272ae2cd63d6c4ae1678418be48230029");
	TEE_ObjectHandle ephemeral = make_key(
		TEE_TYPE_SM2_KEP_KEYPAIR,
		"64ced1bdbc99d590049b434d0fd73428cf608a5db8fe5ce07f15026940bae40e",
		"376629c7ab21e7db260922499ddb118f07ce8eaae3e7720afef6a5cc062070c0",
		"d4de15474db74d06491c440d305e012400990f3e390c7e87153c12db2ea60bb3");
	const struct bytes peer[] = {
		from_hex("6ae848c57c53c7b1b5fa99eb2286af078ba64c64591b8b566f7357d576f16dfb"),
		from_hex("ee489d771621a27b36c5c7992062e9cd09a9264386f3fbea54dff69305621c4d"),
		from_hex("acc27688a6f7b706098bc91ff3ad1bff7dc2802cdb14ccccdb0a90471f9bd707"),
		from_hex("2fedac0494b2ffc4d6853876c79b8f301c6573ad0aa50f39fc87181e1a1b46fe"),
		from_hex("31323334353637383132333435363738"),
		from_hex("31323334353637383132333435363738"),
	};
	static const uint32_t ids[] = {
		TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y,
		TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X, TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y,
		TEE_ATTR_SM2_ID_INITIATOR, TEE_ATTR_SM2_ID_RESPONDER,
	};
	struct bytes want = from_hex("6c89347354de2484c60b4ab1fde4c6e5"), got;
	TEE_OperationHandle op = make_operation(TEE_ALG_SM2_KEP, TEE_MODE_DERIVE, own, ephemeral);
	TEE_Attribute params[ARRAY_LEN(ids) + 1];
	TEE_ObjectHandle derived;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(ids); n++)
		TEE_InitRefAttribute(&params[n], ids[n], peer[n].data, peer[n].size);
	TEE_InitValueAttribute(&params[ARRAY_LEN(ids)], TEE_ATTR_SM2_KEP_USER, 0, 0);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 128, &derived),
			 TEE_SUCCESS);
	TEE_DeriveKey(op, params, ARRAY_LEN(params), derived);
	got = get_attribute(derived, TEE_ATTR_SECRET_VALUE);
	assert_int_equal(got.size, want.size);
	assert_memory_equal(got.data, want.data, want.size);
	TEE_FreeTransientObject(derived);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(own);
	TEE_FreeTransientObject(ephemeral);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signature),
		cmocka_unit_test(encryption),
		cmocka_unit_test(exchange),
	};

	runtime_stub_reset();
	return RUN(tests);
}
