/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef SHIM_XARRAY_H
#define SHIM_XARRAY_H
struct xarray {
	void *unused;
};
#endif
