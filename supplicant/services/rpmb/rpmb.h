/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replay Protected Memory Block (RPMB) of an eMMC card, real or emulated.
 * OP-TEE keeps data in it to detect rollback of its storage.
 */
#ifndef SUPPLICANT_RPMB_H
#define SUPPLICANT_RPMB_H

#include <stdbool.h>

#include "request/request.h"

enum rpmb_mode {
	RPMB_EMULATED,		/* emulated by a file in the storage directory */
	RPMB_DEVICE,		/* a real card, opened by a separate process (rpmb_card.h) */
};

/**
 * rpmb_setup() - choose the RPMB
 * @mode:	real or emulated
 * @storage:	directory with the emulated card's file, for RPMB_EMULATED only.
 *		The caller keeps it open until rpmb_shutdown()
 *
 * To be called once, before the first request. Until then, and after
 * rpmb_shutdown(), requests fail with NOT_SUPPORTED.
 */
void rpmb_setup(enum rpmb_mode mode, int storage);

/** rpmb_shutdown() - drop the card and stop serving requests */
void rpmb_shutdown(void);

supp_service_fn supp_rpmb;

#endif
