import { Component, type ReactNode } from 'react'

/** A map that breaks takes nothing of the page with it. */
export class MapGuard extends Component<{ readonly children: ReactNode; readonly onBroken: () => void }, { readonly broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError = (): { readonly broken: boolean } => ({ broken: true })
  override componentDidCatch(): void {
    this.props.onBroken()
  }
  override render(): ReactNode {
    return this.state.broken ? null : this.props.children
  }
}
