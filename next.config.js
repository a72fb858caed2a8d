/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "@prisma/adapter-pg", "@prisma/client", "@node-rs/argon2"],
  // forbidden() answers 403 with app/forbidden.tsx.
  experimental: { authInterrupts: true },
  // Types are checked once, by `npm run check`.
  typescript: { ignoreBuildErrors: true },
};
