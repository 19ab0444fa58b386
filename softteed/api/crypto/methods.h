/* SPDX-License-Identifier: BSD-2-Clause */
/* How each class of operations works, each in the source of its name */
#ifndef SOFTTEED_API_CRYPTO_METHODS_H
#define SOFTTEED_API_CRYPTO_METHODS_H

#include "softteed/api/crypto/operation.h"

extern const struct operation_methods digest_methods;
extern const struct operation_methods cipher_methods;
extern const struct operation_methods mac_methods;
extern const struct operation_methods ae_methods;
extern const struct operation_methods asymmetric_methods;
extern const struct operation_methods derive_methods;

#endif
