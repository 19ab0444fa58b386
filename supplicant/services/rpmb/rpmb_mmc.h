/* SPDX-License-Identifier: BSD-2-Clause */
/* Access to an eMMC's RPMB with the kernel's ioctl */
#ifndef SUPPLICANT_RPMB_MMC_H
#define SUPPLICANT_RPMB_MMC_H

#include <stdbool.h>
#include <stddef.h>

#include "services/rpmb/rpmb_frame.h"

/**
 * rpmb_mmc_transfer() - send a request to a card, and receive its response
 * @card:	the card's RPMB, /dev/mmcblkNrpmb
 * @request:	the request, which has @requests frames
 * @answer:	[in/out] the response, which has @answers frames
 * @writes:	the request changes the card, so that its result is read
 *
 * Return: 0 or -errno.
 */
int rpmb_mmc_transfer(int card, const struct rpmb_frame *request, size_t requests,
		      struct rpmb_frame *answer, size_t answers, bool writes);

#endif
