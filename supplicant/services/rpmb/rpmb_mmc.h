/* SPDX-License-Identifier: BSD-2-Clause */
/* RPMB access through the mmc block driver's ioctl */
#ifndef SUPPLICANT_RPMB_MMC_H
#define SUPPLICANT_RPMB_MMC_H

#include <stdbool.h>
#include <stddef.h>

#include "services/rpmb/rpmb_frame.h"

/**
 * rpmb_mmc_transfer() - exchange frames with a real card
 * @card:	open /dev/mmcblkNrpmb
 * @request:	@requests frames to send
 * @answer:	[in/out] room for the @answers frames of the response
 * @writes:	the request writes, so ask the card for the result
 *
 * Return: 0 or -errno.
 */
int rpmb_mmc_transfer(int card, const struct rpmb_frame *request, size_t requests,
		      struct rpmb_frame *answer, size_t answers, bool writes);

#endif
