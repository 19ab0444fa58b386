// SPDX-License-Identifier: BSD-2-Clause
/*
 * Talk to an eMMC's RPMB through <linux/mmc/ioctl.h>. All commands of a request
 * go into one MMC_IOC_MULTI_CMD, since another process could get in between
 * otherwise.
 */

#include <errno.h>
#include <linux/major.h>
#include <linux/mmc/ioctl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "services/rpmb/rpmb_mmc.h"

/*
 * JESD84-B51 command numbers, and the response flags that the kernel expects
 * with them
 */
#define CMD_READ_MULTIPLE	18
#define CMD_WRITE_MULTIPLE	25
#define RSP_PRESENT		(1u << 0)
#define RSP_CRC			(1u << 2)
#define RSP_OPCODE		(1u << 4)
#define CMD_ADTC		(1u << 5)
#define RELIABLE_WRITE		(1u << 31)

/*
 * How long to wait after a reliable write, in us. The kernel does not poll for
 * the end of the card's busy state on an RPMB access.
 */
#define WRITE_SLEEP_MIN		20000
#define WRITE_SLEEP_MAX		50000

static void fill_command(struct mmc_ioc_cmd *command, const struct rpmb_frame *frames,
			 size_t count, unsigned int write)
{
	*command = (struct mmc_ioc_cmd){
		.write_flag = (int)write,
		.opcode = write ? CMD_WRITE_MULTIPLE : CMD_READ_MULTIPLE,
		.flags = RSP_PRESENT | RSP_CRC | RSP_OPCODE | CMD_ADTC,
		.blksz = RPMB_FRAME_SIZE,
		.blocks = (unsigned int)count,
		.data_ptr = (uintptr_t)frames,
	};
}

int rpmb_mmc_transfer(int card, const struct rpmb_frame *request, size_t requests,
		      struct rpmb_frame *answer, size_t answers, bool writes)
{
	struct rpmb_frame result = { 0 };
	struct mmc_ioc_multi_cmd *multi;
	struct mmc_ioc_cmd *command;
	int err = 0;

	multi = calloc(1, sizeof(*multi) + 3 * sizeof(multi->cmds[0]));
	if (!multi)
		return -ENOMEM;
	command = multi->cmds;
	fill_command(command, request, requests, writes ? 1 | RELIABLE_WRITE : 1);
	if (writes) {
		command->postsleep_min_us = WRITE_SLEEP_MIN;
		command->postsleep_max_us = WRITE_SLEEP_MAX;
		rpmb_put16(result.type, RPMB_READ_RESULT);
		fill_command(++command, &result, 1, 1);
	}
	fill_command(++command, answer, answers, 0);
	multi->num_of_cmds = (uint64_t)(command - multi->cmds) + 1;
	if (ioctl(card, MMC_IOC_MULTI_CMD, multi))
		err = -errno;
	free(multi);
	return err;
}
