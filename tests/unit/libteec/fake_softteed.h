/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fake of softteed's client, linked into the test instead of softteed/client/. Behind it is
 * the TEE of fake_device.c, as /dev/tee1, which does not support GlobalPlatform there so that
 * a context never uses it as a device.
 */
#ifndef FAKE_SOFTTEED_H
#define FAKE_SOFTTEED_H

#include "fake_device.h"

#define FAKE_RUNTIME_DIR	"/run/user/fake"
#define FAKE_SOCKET		FAKE_RUNTIME_DIR "/softteed/socket"

/* fake_reset(), followed by starting a broker that listens at FAKE_SOCKET */
void fake_softteed_reset(void);

/* Make connections fail, or succeed again if @error is 0. */
void fake_softteed_set_error(int error);

/* connections since fake_softteed_reset() */
unsigned int fake_softteed_connections(void);

#endif
